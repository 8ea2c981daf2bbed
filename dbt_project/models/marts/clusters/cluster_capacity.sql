{% for sector, n in [('private', 'n_private'), ('public', 'n_public'), ('public_private', 'n_public_private'), ('unknown', 'n_unknown_sector')] %}
select
    definition,
    source,
    vintage,
    year,
    '{{ sector }}' as sector,
    {{ n }} as n,
    operations_{{ sector }} as operations_per_second
from {{ ref('int_cluster_capacity') }}
{{ 'union all' if not loop.last }}
{% endfor %}
