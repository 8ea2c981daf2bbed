{% test parts_add_up(model) %}
{# The causes of a change are all of it. #}
select definition, source, old_vintage, new_vintage, period, team_class
from {{ model }}
group by definition, source, old_vintage, new_vintage, period, team_class, old_value, new_value
having abs(sum(contribution) - (new_value - old_value)) > 1e-12
{% endtest %}
