with sectors as (
    select account, unnest(string_split(sectors, '+')) as piece from {{ ref('hub_account') }}
),

owners as (
    select
        account,
        bool_or(piece = 'academia') as has_academia,
        bool_or(piece = 'industry') as has_industry,
        bool_or(piece not in ('academia', 'industry')) as has_other
    from sectors
    where piece <> ''
    group by account
),

classes as (
    select
        account,
        {{ team_class('has_academia', 'has_industry', 'has_other') }} as team_class
    from owners
)

select
    lower(accounts.account) as account_key,
    accounts.organisation,
    coalesce(accounts.sectors, 'unknown') as sectors,
    -- A listed account without a sector is unknown, and not other.
    coalesce(classes.team_class, 'unknown') as team_class,
    case when communities.account is not null then 'community' else coalesce(classes.team_class, 'unknown') end as maker_class
from {{ ref('hub_account') }} as accounts
left join classes on accounts.account = classes.account
left join {{ ref('hub_community') }} as communities on accounts.account = communities.account
