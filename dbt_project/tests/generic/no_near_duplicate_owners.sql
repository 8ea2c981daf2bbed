{% test no_near_duplicate_owners(model) %}
{# Owners that differ only in blanks and punctuation. The owner table can merge them. #}
select
    {{ replace_all('owner_key', '[^\\pL\\pN]+', '') }} as spelling,
    min(owner) as owner,
    max(owner) as other_owner
from {{ model }}
group by {{ replace_all('owner_key', '[^\\pL\\pN]+', '') }}
having count(distinct owner_key) > 1
{% endtest %}
