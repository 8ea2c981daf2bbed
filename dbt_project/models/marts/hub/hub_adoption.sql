{% set classes = known_team_classes() + ['unknown'] %}

with listed as (
    select
        models.*,
        lower(models.account) as account_key,
        coalesce(accounts.team_class, 'unknown') as team_class
    from {{ ref('stg_hub__models') }} as models
    left join {{ ref('int_hub_accounts') }} as accounts on lower(models.account) = accounts.account_key
),

-- A row for each account, and a row for all accounts of a team class.
models as (
    select
        source,
        vintage,
        account_key,
        case when account_key is not null then max(account) end as account,
        team_class,
        count(*) as models,
        sum(downloads_30d) as downloads_30d,
        sum(downloads_all_time) as downloads_all_time,
        sum(likes) as likes
    from listed
    group by grouping sets ((source, vintage, account_key, team_class), (source, vintage, team_class))
),

-- A model that is derived from several models of one account or class counts as one derivative.
counts as (
    select
        source,
        vintage,
        base_account_key as account_key,
        base_team_class as team_class,
        {% for class in classes -%}
        count(distinct model_id) filter (where team_class = '{{ class }}') as {{ class }},
        {% endfor -%}
        count(distinct model_id) as derivatives
    from {{ ref('int_hub__bases') }}
    where not is_own
    group by grouping sets ((source, vintage, base_account_key, base_team_class), (source, vintage, base_team_class))
),

joined as (
    select
        models.*,
        accounts.organisation,
        accounts.sectors,
        coalesce(counts.derivatives, 0) as derivatives,
        {% for class in classes -%}
        coalesce(counts.{{ class }}, 0) as {{ class }},
        {% endfor -%}
        coalesce(counts.derivatives - counts.unknown, 0) as n
    from models
    left join {{ ref('int_hub_accounts') }} as accounts on models.account_key = accounts.account_key
    left join counts on {{ same_cell('models', 'counts', 'source, vintage, account_key, team_class') }}
)

select
    source,
    vintage,
    account,
    organisation,
    case when account is not null then coalesce(sectors, 'unknown') end as sectors,
    team_class,
    models,
    cast(downloads_30d as bigint) as downloads_30d,
    cast(downloads_all_time as bigint) as downloads_all_time,
    cast(likes as bigint) as likes,
    derivatives,
    {% for class in classes -%}
    {{ class }} as by_{{ class }},
    {% endfor -%}
    share.value as academic_share,
    share.ci_low,
    share.ci_high,
    n < {{ smallest_n() }} as suppressed
from (select *, case when n >= {{ smallest_n() }} then share_of_counts(academic_only, n, 0) end as share from joined) as shares
