-- Buyers without a name are many. They count in the total and have no share of their own.
{% for unit in ['hhi', 'cr4'] -%}
select distinct
    * exclude (holder_kind, holder, owner_class, stock, share, hhi, cr4),
    '{{ unit }}' as unit,
    {{ unit }}[1] as value,
    {{ unit }}[2] as ci_low,
    {{ unit }}[3] as ci_high,
    {{ seeded('simulated_percentile') }} as ci_method
from {{ ref('int_compute_stock_intervals') }}
where holder_kind = 'owner'
{{ 'union all' if not loop.last }}
{% endfor %}
