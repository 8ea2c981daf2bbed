{% test normalised_phrase(model, column_name) %}
{# The search reads texts in the form of `spaced`, so a phrase in another form would never match. #}
select {{ column_name }} as phrase
from {{ model }}
where not regexp_matches({{ column_name }}, '^[a-z0-9]+( [a-z0-9]+){0,{{ longest_phrase() | int - 1 }}}$')
{% endtest %}
