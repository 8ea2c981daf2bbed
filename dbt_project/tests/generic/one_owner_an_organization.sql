{% test one_owner_an_organization(model) %}
{# Two spellings that fold to one key would count a model twice. #}
select {{ organization_key('organization') }} as organization_key
from {{ model }}
group by {{ organization_key('organization') }}
having count(*) > 1
{% endtest %}
