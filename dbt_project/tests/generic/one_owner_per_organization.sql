{% test one_owner_per_organization(model) %}
{{ config(meta={'description': 'No two spellings of an organisation have one key.'}) }}
{# Two spellings with one key would count a model twice. #}
select {{ organization_key('organization') }} as organization_key
from {{ model }}
group by {{ organization_key('organization') }}
having count(*) > 1
{% endtest %}
