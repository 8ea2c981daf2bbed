{% set place = 'metric, definition, source, vintage, old_period, new_period, team_class, grouping_name, old_n, new_n, old_value, new_value' %}

with parts as (
    select
        {{ place }},
        'within' as part,
        count(*) filter (where composition_part = 'shifted') as n_groups,
        sum(within order by group_name) as contribution,
        sum(within_variance order by group_name) as variance
    from {{ ref('int_change_groups') }}
    group by {{ place }}
    {% for part in ['shifted', 'entered', 'left'] -%}
    union all
    select
        {{ place }},
        '{{ part }}',
        count(*) filter (where composition_part = '{{ part }}'),
        coalesce(sum(composition order by group_name) filter (where composition_part = '{{ part }}'), 0),
        null
    from {{ ref('int_change_groups') }}
    group by {{ place }}
    {% endfor %}
)

select
    metric,
    definition,
    source,
    vintage,
    old_period,
    new_period,
    team_class,
    grouping_name,
    cast(round(old_n) as bigint) as old_n,
    cast(round(new_n) as bigint) as new_n,
    old_value,
    new_value,
    part,
    n_groups,
    contribution,
    contribution - {{ z95() }} * sqrt(variance) as ci_low,
    contribution + {{ z95() }} * sqrt(variance) as ci_high
from parts
