{% for cause in revision_causes() %}
select
    parts.definition,
    parts.source,
    parts.old_vintage,
    parts.new_vintage,
    period,
    team_class,
    old_n,
    new_n,
    old_value,
    new_value,
    '{{ cause }}' as cause,
    {{ cause }} as contribution
from {{ ref('int_revision__shapley') }} as parts
inner join {{ ref('int_revision__comparisons') }} as comparisons
    on {{ same_pair('parts', 'comparisons', 'definition') }}
{{ 'union all' if not loop.last }}
{% endfor %}
