-- A topic with too few models has no median.
select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    topic,
    n,
    {% for class in known_team_classes() + ['unknown'] -%}
    n_{{ class }},
    {% endfor -%}
    case when is_shown then median_log10_flop end as median_log10_flop,
    case when is_shown then ci_low end as ci_low,
    case when is_shown then ci_high end as ci_high
from {{ ref('int_topic_compute') }}
where region is null
