{% test sectors_match_flags(model) %}
{# The text of the sectors and the flags agree, and only known sectors have evidence. #}
select affiliation
from {{ model }}
where
    (sectors = 'unknown') != (evidence = 'none')
    {% for sector in known_sectors() %}
    or has_{{ 'other_sector' if sector == 'other' else sector }} != contains(sectors, '{{ sector }}')
    {% endfor %}
{% endtest %}
