{% test parts_add_up(model) %}
{# The parts of a change add up to it. #}
select metric, definition, source, old_period, new_period, team_class, grouping_name
from {{ model }}
group by metric, definition, source, old_period, new_period, team_class, grouping_name, old_value, new_value
having abs(sum(contribution) - (new_value - old_value)) > 1e-12
{% endtest %}
