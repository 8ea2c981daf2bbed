-- The function returns value, low and high of each holder's stock, of each holder's share, and of HHI and CR4.
{% set cell = 'definition, source, vintage, period, period_start, period_end' %}

with holders as (
    {% for kind in ['owner', 'owner_class'] -%}
    select *, '{{ kind }}' as holder_kind, {{ kind }} as holder from {{ ref('int_compute_stocks') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

numbered as (
    select *, dense_rank() over (partition by {{ cell }}, holder_kind order by holder) as place
    from holders
),

drawn as (
    select
        {{ cell }},
        holder_kind,
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

select
    {% for column in (cell ~ ', holder_kind, holder, owner_class').split(', ') -%}
    numbered.{{ column }},
    {% endfor -%}
    drawn.n,
    drawn.n_unknown,
    drawn.ends[3 * numbered.place - 2:3 * numbered.place] as stock,
    drawn.ends[3 * (drawn.places + numbered.place) - 2:3 * (drawn.places + numbered.place)] as share,
    drawn.ends[-6:-4] as hhi,
    drawn.ends[-3:] as cr4
from numbered
inner join drawn using ({{ cell }}, holder_kind)
group by all
