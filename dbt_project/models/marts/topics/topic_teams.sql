{% for counting, amount in [('full', 'works'), ('fractional', 'fraction')] -%}
select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    topic,
    is_area,
    team_class,
    '{{ counting }}' as counting,
    works,
    cast({{ amount }} as double) as amount
from {{ ref('int_topic_teams') }}
where region is null
{{ 'union all' if not loop.last }}
{% endfor -%}
