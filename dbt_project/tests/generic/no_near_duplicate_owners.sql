{% test no_near_duplicate_owners(model) %}
{{ config(meta={'description': 'Owners differ in more than spaces and punctuation.'}) }}
{# Owners that differ only in spaces and punctuation. The owner table can merge them. #}
select
    regexp_replace(owner_key, '[^\pL\pN]+', '', 'g') as spelling,
    min(owner) as owner,
    max(owner) as other_owner
from {{ model }}
group by spelling
having count(distinct owner_key) > 1
{% endtest %}
