-- The headline numbers of every vintage, each with its value in the vintage before.
select
    metric,
    definition,
    source,
    period,
    team_class,
    sector,
    unit,
    counting,
    vintage,
    lead(vintage) over earlier is null as is_latest,
    value,
    ci_low,
    ci_high,
    n,
    lag(vintage) over earlier as previous_vintage,
    lag(value) over earlier as previous_value,
    lag(ci_low) over earlier as previous_ci_low,
    lag(ci_high) over earlier as previous_ci_high,
    lag(n) over earlier as previous_n
from {{ ref('metrics') }} as history
semi join {{ ref('int_gates__headlines') }} as headlines
    on {{ same_cell('history', 'headlines', headline()) }}
where not suppressed
window earlier as (
    partition by metric, definition, source, period, team_class, sector, unit, counting
    order by vintage
)
