-- A work of m countries counts once in each (full), or 1/m in each (fractional), and so in each region of several
-- countries. Years have only what charts show.
{{ config(materialized='ephemeral') }}

with places as (
    select paper_key, country, null as region, part
    from {{ ref('int_papers__countries') }}
    {%- for region, condition in {'Europe': "region = 'Europe'", 'European Union': 'in_eu'}.items() %}
    union all
    select paper_key, null, '{{ region }}', sum(part)
    from {{ ref('int_papers__countries') }}
    where {{ condition }}
    group by paper_key
    {%- endfor %}
),

kinds as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        is_year,
        team_class as of_class,
        has_industry,
        country,
        region,
        part,
        count(*) as works
    from {{ ref('int_papers__periods') }}
    left join places using (paper_key)
    where
        venue is null and definition in ('accepted', 'complete_teams')
        and (not is_year or (definition = 'accepted' and period_start >= date '2010-01-01'))
    group by all
),

unlocated as (
    select
        definition,
        source,
        vintage,
        period,
        sum(works) as works
    from kinds
    where country is null and region is null
    group by all
),

weighted as (
    select
        kinds.*,
        countings.counting,
        if(countings.counting = 'full', 1, part) as weight
    from kinds
    cross join (values ('full'), ('fractional')) as countings (counting)
    where coalesce(country, region) is not null and of_class <> 'unknown' and (counting = 'full' or not is_year)
),

-- Sums of fractions have an order. A country with too few works to publish would only add suppressed rows.
sums as (
    select
        shares.metric,
        weighted.* exclude (of_class, has_industry, part, works, weight, is_year),
        shares.team_class,
        sum(works) as n,
        sum(works * weight order by weight, of_class, has_industry) as weight,
        sum(works * weight * weight order by weight, of_class, has_industry) as squares,
        coalesce(
            sum(works * weight order by weight, of_class, has_industry)
                filter (where {{ counts_in('team_class', 'of_class', 'has_industry') }}), 0
        ) as k
    from weighted
    cross join {{ team_shares() }}
    group by all
    having sum(works) >= {{ smallest_n() }}
)

select
    sums.* exclude (squares),
    coalesce(unlocated.works, 0) as n_unknown,
    unnest(share_of_weights(k, weight, squares, coalesce(unlocated.works, 0))),
    'share' as unit,
    if(counting = 'full', 'wilson', 'wilson_effective_n') as ci_method
from sums
left join unlocated using (definition, source, vintage, period)
