-- One row for each estimate: the contract of metrics.md section 1.
with shares as (
    select
        metric,
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        cast(null as {{ dbt.type_string() }}) as venue,
        n,
        k,
        n_unknown
    from {{ ref('int_model_shares') }}
    union all
    select
        metric,
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        venue,
        n,
        k,
        n_unknown
    from {{ ref('int_paper_shares') }}
),

estimates as (
    select
        metric,
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        venue,
        'share' as unit,
        n,
        k,
        n_unknown,
        k * 1.0 / nullif(n, 0) as value,
        k * 1.0 / nullif(n + n_unknown, 0) as bound_low,
        (k + n_unknown) * 1.0 / nullif(n + n_unknown, 0) as bound_high,
        {{ wilson('k', 'n', -1) }} as ci_low,
        {{ wilson('k', 'n', 1) }} as ci_high,
        'wilson' as ci_method
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
        'months',
        n,
        null,
        0,
        {{ doubling_months('slope') }},
        null,
        null,
        {{ doubling_months('slope + t_quantile * slope_se') }},
        {{ doubling_months('slope - t_quantile * slope_se') }},
        'ols_t'
    from {{ ref('int_compute_fits') }}
),

caveats as (
    select metric, {{ sorted_texts('caveat') }} as caveats
    from {{ ref('metric_caveat') }}
    group by metric
)

{% set shown = 'estimates.n >= ' ~ smallest_n() %}

select
    estimates.metric,
    estimates.definition,
    estimates.source,
    estimates.vintage,
    estimates.period,
    estimates.period_start,
    estimates.period_end,
    estimates.team_class,
    cast(null as {{ dbt.type_string() }}) as sector,
    cast(null as {{ dbt.type_string() }}) as topic,
    cast(null as {{ dbt.type_string() }}) as country,
    estimates.venue,
    'full' as counting,
    case when {{ shown }} then estimates.value end as value,
    estimates.unit,
    estimates.n,
    case when {{ shown }} then estimates.k end as k,
    estimates.n_unknown,
    case when {{ shown }} then estimates.bound_low end as bound_low,
    case when {{ shown }} then estimates.bound_high end as bound_high,
    case when {{ shown }} then estimates.ci_low end as ci_low,
    case when {{ shown }} then estimates.ci_high end as ci_high,
    0.95 as ci_level,
    estimates.ci_method,
    not ({{ shown }}) as suppressed,
    caveats.caveats
from estimates
left join caveats on estimates.metric = caveats.metric
