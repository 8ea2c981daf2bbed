-- One row for each estimate: the contract of metrics.md section 1.
{% set text = dbt.type_string() %}
{% set share_columns = 'definition, source, vintage, period, period_start, period_end, team_class' %}

with shares as (
    select metric, {{ share_columns }}, cast(null as {{ text }}) as country, cast(null as {{ text }}) as venue,
        'full' as counting, n, cast(k as double) as k, n_unknown
    from {{ ref('int_model_shares') }}
    union all
    select 'open_weights_share', {{ share_columns }}, null, null, 'full', n, k, n_unknown
    from {{ ref('int_open_weights') }}
    union all
    select 'top10_industry_share', {{ share_columns | replace('team_class', 'null') }}, null, null, 'full', n, k, n_unknown
    from {{ ref('int_top_ten') }}
    union all
    select 'model_country_share', {{ share_columns | replace('team_class', 'null') }}, country, null, counting, n, k, n_unknown
    from {{ ref('int_country_shares') }}
    union all
    select metric, {{ share_columns }}, null, venue, 'full', n, k, n_unknown
    from {{ ref('int_paper_shares') }}
),

estimates as (
    select
        metric,
        {{ share_columns }},
        country,
        venue,
        counting,
        'share' as unit,
        n,
        -- A sum of fractions is no count; its share is still k / n.
        case when counting = 'full' then cast(k as bigint) end as k,
        n_unknown,
        k / nullif(n, 0) as value,
        k / nullif(n + n_unknown, 0) as bound_low,
        (k + n_unknown) / nullif(n + n_unknown, 0) as bound_high,
        {{ wilson('k', 'n', -1) }} as ci_low,
        {{ wilson('k', 'n', 1) }} as ci_high,
        'wilson' as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from shares
    union all
    select
        'compute_doubling_months',
        definition,
        source,
        vintage,
        'all',
        date '2010-01-01',
        vintage,
        team_class,
        null,
        null,
        'full',
        'months',
        n,
        null,
        0,
        {{ doubling_months('slope') }},
        null,
        null,
        {{ doubling_months('slope + t_quantile * slope_se') }},
        {{ doubling_months('slope - t_quantile * slope_se') }},
        'ols_t',
        n >= {{ smallest_n() }}
    from {{ ref('int_compute_fits') }}
    union all
    select
        'compute_gap',
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        null,
        null,
        null,
        'full',
        'log10_ratio',
        n_industry_only + n_academic_only,
        null,
        n_unknown,
        value,
        null,
        null,
        ci_low,
        ci_high,
        {{ bootstrap_method() }},
        is_shown and n_industry_only + n_academic_only >= {{ smallest_n() }}
    from {{ ref('int_compute_gap') }}
    union all
    select
        'compute_concentration',
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        null,
        null,
        null,
        'full',
        unit,
        n,
        null,
        n_unknown,
        value,
        null,
        null,
        ci_low,
        ci_high,
        {{ bootstrap_method() }},
        n >= {{ smallest_n() }}
    from {{ ref('int_compute_concentration') }}
    union all
    select
        'cluster_private_share',
        definition,
        source,
        vintage,
        cast(year as {{ text }}),
        cast({{ dbt.concat(["cast(year as " ~ text ~ ")", "'-01-01'"]) }} as date),
        cast({{ dbt.concat(["cast(year as " ~ text ~ ")", "'-12-31'"]) }} as date),
        null,
        null,
        null,
        'full',
        'share',
        n_private + n_public + n_public_private,
        null,
        n_unknown_sector + n_unplaced,
        operations_private / (operations_private + operations_public + operations_public_private),
        -- Clusters of mixed and of unknown ownership wholly public, then wholly private.
        operations_private
        / (operations_private + operations_public + operations_public_private + operations_unknown),
        (operations_private + operations_public_private + operations_unknown)
        / (operations_private + operations_public + operations_public_private + operations_unknown),
        {{ list_item('private_interval', 1) }},
        {{ list_item('private_interval', 2) }},
        {{ bootstrap_method() }},
        n_private + n_public + n_public_private >= {{ smallest_n() }}
    from {{ ref('int_cluster_capacity') }}
),

caveats as (
    {% for filling in ['true', 'false'] -%}
    select
        metric,
        {{ filling }} as is_filling,
        {{ sorted_texts('caveat', "caveat <> 'still_filling'" if filling == 'false' else 'true') }} as caveats
    from {{ ref('metric_caveat') }}
    group by metric
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    estimates.metric,
    estimates.definition,
    estimates.source,
    estimates.vintage,
    estimates.period,
    estimates.period_start,
    estimates.period_end,
    estimates.team_class,
    cast(null as {{ text }}) as sector,
    cast(null as {{ text }}) as topic,
    estimates.country,
    estimates.venue,
    estimates.counting,
    case when estimates.is_shown then estimates.value end as value,
    estimates.unit,
    estimates.n,
    case when estimates.is_shown then estimates.k end as k,
    estimates.n_unknown,
    case when estimates.is_shown then estimates.bound_low end as bound_low,
    case when estimates.is_shown then estimates.bound_high end as bound_high,
    case when estimates.is_shown then estimates.ci_low end as ci_low,
    case when estimates.is_shown then estimates.ci_high end as ci_high,
    0.95 as ci_level,
    estimates.ci_method,
    not estimates.is_shown as suppressed,
    caveats.caveats
from estimates
left join caveats
    on
        estimates.metric = caveats.metric
        and caveats.is_filling = coalesce({{ is_filling('estimates.period_end', 'estimates.vintage') }}, false)
