-- The function returns value, low and high of each holder's stock, of each holder's share, and of HHI and CR4.
{% set cell = 'definition, source, vintage, period, period_start, period_end, holder_kind' %}

with numbered as (
    {% for kind in ['owner', 'owner_class'] -%}
    select
        *,
        '{{ kind }}' as holder_kind,
        {{ kind }} as holder,
        dense_rank() over (partition by source, vintage, period order by {{ kind }}) as place
    from {{ ref('int_compute_stocks') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

drawn as (
    select
        {{ cell }},
        count(*) filter (where owner_class <> 'unknown') as n,
        count(*) filter (where owner_class = 'unknown') as n_unknown,
        max(place) as places,
        simulated_stocks(
            {% for column in ['place', "owner_class <> 'unknown'", 'h100e_low', 'h100e', 'h100e_high'] -%}
            list({{ column }} order by owner, designer),
            {% endfor -%}
            {{ bootstrap_seed() }}
        ) as ends
    from numbered
    group by all
)

select distinct
    {{ cell }},
    holder,
    owner_class,
    n,
    n_unknown,
    ends[3 * place - 2:3 * place] as stock,
    ends[3 * (places + place) - 2:3 * (places + place)] as share,
    ends[-6:-4] as hhi,
    ends[-3:] as cr4
from numbered
inner join drawn using ({{ cell }})
