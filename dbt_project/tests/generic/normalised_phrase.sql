{% test normalised_phrase(model, column_name) %}
{{ config(meta={'description': 'Phrases are lower-case words with single spaces.'}) }}
{# The search reads texts as words with spaces, so a phrase in another form would never match. #}
select {{ column_name }} as phrase
from {{ model }}
where not regexp_matches({{ column_name }}, '^[a-z0-9]+( [a-z0-9]+)*$')
{% endtest %}
