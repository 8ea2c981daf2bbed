{% for kind in ['owner', 'owner_class'] -%}
select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    '{{ kind }}' as holder_kind,
    count(*) filter (where owner_class <> 'unknown') as n,
    count(*) filter (where owner_class = 'unknown') as n_unknown,
    simulated_stocks(
        list({
            holder: {{ kind }},
            is_named: owner_class <> 'unknown',
            low: h100e_low,
            median: h100e,
            high: h100e_high
        } order by owner, designer),
        {{ bootstrap_seed() }}
    ) as stocks
from {{ ref('int_compute_stocks') }}
group by all
{{ 'union all' if not loop.last }}
{% endfor %}
