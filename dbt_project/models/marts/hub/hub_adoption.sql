-- Listed models, and the models that are derived from them.
with members as (
    select
        models.source,
        models.vintage,
        lower(models.account) as account_key,
        coalesce(accounts.team_class, 'unknown') as team_class,
        models.account,
        models.downloads_30d,
        models.downloads_all_time,
        models.likes,
        null as derivative,
        null as derivative_class
    from {{ ref('stg_hub__models') }} as models
    left join {{ ref('int_hub_accounts') }} as accounts on lower(models.account) = accounts.account_key
    union all
    select
        source,
        vintage,
        base_account_key,
        base_team_class,
        null,
        null,
        null,
        null,
        model_id,
        team_class
    from {{ ref('int_hub__bases') }}
    where not is_own
),

-- A row for each account, and a row for all accounts of a team class. A model that is derived from several models of
-- one account or class counts as one derivative.
counts as (
    select
        source,
        vintage,
        account_key,
        team_class,
        case when account_key is not null then max(account) end as account,
        count(account) as models,
        cast(sum(downloads_30d) as bigint) as downloads_30d,
        cast(sum(downloads_all_time) as bigint) as downloads_all_time,
        cast(sum(likes) as bigint) as likes,
        count(distinct derivative) as derivatives,
        count(distinct derivative) filter (where derivative_class = 'academic_only') as by_academic_only,
        count(distinct derivative) filter (where derivative_class = 'academia_industry') as by_academia_industry,
        count(distinct derivative) filter (where derivative_class = 'industry_only') as by_industry_only,
        count(distinct derivative) filter (where derivative_class = 'other') as by_other,
        count(distinct derivative) filter (where derivative_class = 'unknown') as by_unknown,
        derivatives - by_unknown < {{ smallest_n() }} as suppressed
    from members
    group by grouping sets ((source, vintage, account_key, team_class), (source, vintage, team_class))
    having count(account) > 0
),

shares as (
    select
        *,
        case when not suppressed then share_of_counts(by_academic_only, derivatives - by_unknown, 0) end as share
    from counts
)

select
    shares.* exclude (account_key, share),
    accounts.organisation,
    case when shares.account is not null then coalesce(accounts.sectors, 'unknown') end as sectors,
    shares.share.value as academic_share,
    shares.share.ci_low,
    shares.share.ci_high
from shares
left join {{ ref('int_hub_accounts') }} as accounts on shares.account_key = accounts.account_key
