-- Unknown owners have a stock but no share of their own. The upper bounds take each of their groups as one owner.
with largest as (
    select
        source,
        vintage,
        period,
        sum(power(share[1], 2)) as hhi,
        list_sum(list_sort(list(share[1]), 'DESC')[:4]) as cr4
    from {{ ref('int_compute_stock_intervals') }}
    where holder_kind = 'owner'
    group by all
)

{% for unit in ['hhi', 'cr4'] -%}
select distinct
    owners.definition,
    owners.source,
    owners.vintage,
    owners.period,
    owners.period_start,
    owners.period_end,
    '{{ unit }}' as unit,
    owners.n,
    owners.n_unknown,
    owners.{{ unit }}[1] as value,
    owners.{{ unit }}[1] as bound_low,
    greatest(owners.{{ unit }}[1], largest.{{ unit }}) as bound_high,
    owners.{{ unit }}[2] as ci_low,
    owners.{{ unit }}[3] as ci_high,
    {{ simulation_method() }} as ci_method
from {{ ref('int_compute_stock_intervals') }} as owners
inner join largest using (source, vintage, period)
where owners.holder_kind = 'owner'
{{ 'union all' if not loop.last }}
{% endfor %}
