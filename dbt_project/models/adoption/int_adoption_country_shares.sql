-- All teams together: a country has too few works of each team class.
{{ config(materialized='ephemeral') }}

with members as (
    select
        source,
        vintage,
        period,
        period_start,
        period_end,
        paper_key,
        has_abstract,
        country,
        part
    from {{ ref('int_adoption_members') }}
    left join {{ ref('int_papers__countries') }} using (paper_key)
    where definition = 'accepted' and venue is null and period in (select period from {{ ref('reporting_period') }})
),

unlocated as (
    select
        source,
        vintage,
        period,
        count(*) as works
    from members
    where country is null
    group by all
),

outcomes (sector) as (
    values ('academia'), ('industry'), ('academia+industry'), ('other'), (null)
),

naming as (
    select distinct
        mentions.paper_key,
        unnest([models.origin, null]) as sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    where mentions.searched = 'abstract'
),

-- Works of one kind are counted first, so that few weights are added in a fixed order.
works as (
    select
        * exclude (paper_key, has_abstract),
        count(*) filter (where has_abstract) as works,
        count(*) filter (where not has_abstract) as without_abstract
    from members
    where country is not null
    group by all
),

kinds as (
    select
        works.*,
        outcomes.sector,
        0 as naming_works
    from works
    cross join outcomes
    union all
    select
        members.* exclude (paper_key, has_abstract),
        0,
        0,
        naming.sector,
        count(*)
    from members
    inner join naming on members.paper_key = naming.paper_key
    where country is not null
    group by all
),

-- A work of m countries counts once in each (full), or 1/m in each (fractional).
weighted as (
    select
        kinds.* exclude (part),
        countings.counting,
        if(countings.counting = 'full', 1, part) as weight
    from kinds
    cross join (values ('full'), ('fractional')) as countings (counting)
),

-- A country with too few works to publish would only add suppressed rows.
sums as (
    select
        * exclude (works, without_abstract, naming_works, weight),
        sum(works) as n,
        sum(without_abstract) as without_abstract,
        sum(works * weight order by weight) as weight,
        sum(works * weight * weight order by weight) as squares,
        sum(naming_works * weight order by weight) as k
    from weighted
    group by all
    having sum(works) >= {{ smallest_n() }}
)

select
    sums.* exclude (without_abstract, squares),
    'accepted' as definition,
    without_abstract + coalesce(unlocated.works, 0) as n_unknown,
    unnest(share_of_weights(k, weight, squares, without_abstract + coalesce(unlocated.works, 0))),
    'share' as unit,
    if(counting = 'full', 'wilson', 'wilson_effective_n') as ci_method
from sums
left join unlocated using (source, vintage, period)
