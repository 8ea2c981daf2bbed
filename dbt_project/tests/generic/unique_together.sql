{% test unique_together(model, columns) %}
{# Nulls count as a value of their own, as they mean "all" in the metrics contract. #}
select {{ columns | join(', ') }}, count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
