with accounts as (
    select *, {{ sector_flags('sectors') }} from {{ ref('hub_account') }}
)

select
    lower(accounts.account) as account_key,
    accounts.organisation,
    coalesce(accounts.sectors, 'unknown') as sectors,
    -- A listed account without a sector is unknown, and not other.
    {{ team_class('accounts.has_academia', 'accounts.has_industry', 'accounts.has_other') }} as team_class,
    case when communities.account is not null then 'community' else team_class end as maker_class
from accounts
left join {{ ref('hub_community') }} as communities on accounts.account = communities.account
