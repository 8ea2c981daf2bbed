{% for level, owner, country in [('all', false, false), ('country', false, true), ('owner', true, false)] -%}
select
    definition,
    source,
    vintage,
    year,
    day,
    '{{ level }}' as level,
    {% if owner %}owner, owner_class{% else %}null as owner, null as owner_class{% endif %},
    {% if country %}country{% else %}null as country{% endif %},
    count(*) as n,
    sum(h100e order by site) as h100e,
    sum(power_mw order by site) as power_mw
from {{ ref('int_data_center_sites') }}
group by all
{{ 'union all' if not loop.last }}
{% endfor %}
