{% test no_nulls(model, columns) %}
{# One query for all columns of a model. A mart has constraints in its contract instead. #}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is null or ') }} is null
{% endtest %}
