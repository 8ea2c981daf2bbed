-- A work of m countries counts once in each (full), or 1/m in each (fractional).
{% set place = 'definition, source, vintage, period, period_start, period_end' %}

with members as (
    select * from {{ ref('int_papers__periods') }}
    where venue is null and not is_year and definition in ('accepted', 'complete_teams')
),

coverage as (
    select
        {{ place }},
        count(*) as works,
        count(*) filter (where paper_key not in (select paper_key from {{ ref('int_papers__countries') }})) as n_unknown
    from members
    group by {{ place }}
),

-- Works of one kind are counted first, so that few weights are added in a fixed order.
kinds as (
    select {{ place }}, team_class, has_industry, country, part, count(*) as works
    from members
    inner join {{ ref('int_papers__countries') }} using (paper_key)
    where team_class <> 'unknown'
    group by all
),

weighted as (
    {{ counted_both_ways('kinds') }}
),

-- A country with too few works to publish would only add suppressed rows.
sums as (
    select
        {{ place }},
        country,
        counting,
        cast(sum(works) as bigint) as n,
        sum(works * weight order by weight, team_class, has_industry) as weight,
        sum(works * weight * weight order by weight, team_class, has_industry) as squared_weight,
        {% for class in known_team_classes() -%}
        coalesce(sum(works * weight order by weight, has_industry) filter (where team_class = '{{ class }}'), 0)
            as k_{{ class }},
        {% endfor -%}
        coalesce(sum(works * weight order by weight, team_class) filter (where has_industry), 0) as k_any_industry
    from weighted
    group by {{ place }}, country, counting
    having sum(works) >= {{ smallest_n() }}
),

turned as (
    {% for class in known_team_classes() -%}
    select *, 'paper_team_share' as metric, '{{ class }}' as team_class, k_{{ class }} as k from sums
    union all
    {% endfor -%}
    select *, 'any_industry_share', null, k_any_industry from sums
)

select
    turned.metric,
    {% for column in place.split(', ') -%} turned.{{ column }}, {% endfor %}
    turned.team_class,
    turned.country,
    turned.counting,
    turned.n,
    turned.k,
    turned.weight,
    turned.weight * turned.weight / turned.squared_weight as effective_n,
    coverage.n_unknown
from turned
inner join coverage on {{ same_cell('turned', 'coverage', place) }}
union all
select 'paper_country_coverage', {{ place }}, null, null, 'full', works, works - n_unknown, works, works, 0
from coverage
