{% test contributions_add_up(model) %}
{# The contributions of the causes add up to the change of the share. #}
select definition, source, old_vintage, new_vintage, period, team_class
from {{ model }}
group by definition, source, old_vintage, new_vintage, period, team_class, old_value, new_value
having abs(sum(contribution) - (new_value - old_value)) > 1e-12
{% endtest %}
