{% test unique_together(model, columns) %}
{# In a key of several columns a null is a value, because it means "all" in the metrics contract. A key of
   one column has no null. #}
select {{ columns | join(', ') }}, count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% if columns | length == 1 %} or {{ columns[0] }} is null{% endif %}
{% endtest %}
