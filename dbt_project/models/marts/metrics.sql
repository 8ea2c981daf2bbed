-- One row for each estimate: the contract of metrics.md section 1.
with estimates as (
    {% for part in ['models', 'clusters', 'papers', 'adoption'] -%}
    select {{ estimate_columns() }} from {{ ref('int_estimates__' ~ part) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
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
    estimates.sector,
    estimates.topic,
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
