-- All teams together: a country has too few works of each team class.
{% set place = 'source, vintage, period, period_start, period_end' %}
{% set cell = place ~ ', country, part' %}

with members as (
    select * from {{ ref('int_adoption_members') }}
    where definition = 'accepted' and venue is null and period in (select period from {{ ref('reporting_period') }})
),

located as (
    select * from members
    inner join {{ ref('int_papers__countries') }} using (paper_key)
),

unlocated as (
    select {{ place }}, count(*) as works
    from members
    where paper_key not in (select paper_key from {{ ref('int_papers__countries') }})
    group by {{ place }}
),

outcomes as (
    {% for sector in ['academia', 'industry', 'academia+industry', 'other'] -%}
    select 'pretrained_adoption' as metric, '{{ sector }}' as sector
    union all
    {% endfor -%}
    select 'pretrained_adoption', null
    union all
    select 'accelerator_mention_share', null
),

naming as (
    select mentions.paper_key, 'pretrained_adoption' as metric, models.origin as sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    where mentions.searched = 'abstract'
    union
    select paper_key, 'pretrained_adoption', null
    from {{ ref('int_papers__pretrained') }}
    where searched = 'abstract'
    union
    select paper_key, 'accelerator_mention_share', null
    from {{ ref('int_papers__accelerators') }}
    where has_accelerator
),

-- Works of one kind are counted first, so that few weights are added in a fixed order.
works as (
    select
        {{ cell }},
        count(*) filter (where has_abstract) as works,
        count(*) filter (where not has_abstract) as without_abstract
    from located
    group by {{ cell }}
),

named as (
    select {{ cell }}, metric, sector, count(*) as works
    from located
    inner join naming using (paper_key)
    group by all
),

kinds as (
    select
        works.*,
        outcomes.metric,
        outcomes.sector,
        coalesce(named.works, 0) as naming_works
    from works
    cross join outcomes
    left join named
        on {{ same_cell('works', 'named', cell) }} and {{ same_cell('outcomes', 'named', 'metric, sector') }}
),

weighted as (
    {{ counted_both_ways('kinds') }}
),

-- A country with too few works to publish would only add suppressed rows.
sums as (
    select
        {{ place }},
        metric,
        sector,
        country,
        counting,
        cast(sum(works) as bigint) as n,
        cast(sum(without_abstract) as bigint) as without_abstract,
        sum(works * weight order by part) as weight,
        sum(works * weight * weight order by part) as squared_weight,
        sum(naming_works * weight order by part) as k
    from weighted
    group by {{ place }}, metric, sector, country, counting
    having sum(works) >= {{ smallest_n() }}
)

select
    sums.metric,
    'accepted' as definition,
    {% for column in place.split(', ') -%} sums.{{ column }}, {% endfor %}
    sums.sector,
    sums.country,
    sums.counting,
    sums.n,
    sums.k,
    sums.weight,
    sums.weight * sums.weight / sums.squared_weight as effective_n,
    sums.without_abstract + coalesce(unlocated.works, 0) as n_unknown
from sums
left join unlocated on {{ same_cell('sums', 'unlocated', place) }}
