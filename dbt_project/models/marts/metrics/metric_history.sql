-- The previous vintage is the last one before it that supports the metric.
{% set key = 'metric, definition, source, period, team_class, sector, topic, country, region, venue, counting, unit' %}

select
    {{ key }},
    vintage,
    value,
    n,
    n_unknown,
    ci_low,
    ci_high,
    suppressed,
    lag(vintage) over (partition by {{ key }} order by vintage) as previous_vintage,
    lag(value) over (partition by {{ key }} order by vintage) as previous_value,
    value - lag(value) over (partition by {{ key }} order by vintage) as change,
    lag(n) over (partition by {{ key }} order by vintage) as previous_n
from {{ ref('metrics') }}
