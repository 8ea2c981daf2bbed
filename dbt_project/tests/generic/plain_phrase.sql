{% test plain_phrase(model, column_name) %}
{# What `spaced` makes of a text: no phrase written otherwise could be found in it. #}
select {{ column_name }} as phrase
from {{ model }}
where not {{ matches(column_name, "'^[a-z0-9]+( [a-z0-9]+){0," ~ (longest_phrase() | int - 1) ~ "}$'") }}
{% endtest %}
