{% for level, columns in [
    ('all', 'null as owner, null as owner_class, null as country'), ('owner', 'owner, owner_class, null as country'),
    ('country', 'null as owner, null as owner_class, country'),
] -%}
select
    definition,
    source,
    vintage,
    year,
    day,
    '{{ level }}' as level,
    {{ columns }},
    count(*) as n,
    sum(h100e order by site) as h100e,
    sum(power_mw order by site) as power_mw
from {{ ref('int_data_center_sites') }}
group by all
{{ 'union all' if not loop.last }}
{% endfor %}
