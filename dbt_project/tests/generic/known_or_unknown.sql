{% test known_or_unknown(model) %}
-- The text of the sectors says what the flags say, and evidence is there exactly where they are known.
select affiliation
from {{ model }}
where
    (sectors = 'unknown') != (evidence = 'none')
    {% for sector in known_sectors() %}
    or has_{{ 'other_sector' if sector == 'other' else sector }} != {{ contains('sectors', "'" ~ sector ~ "'") }}
    {% endfor %}
{% endtest %}
