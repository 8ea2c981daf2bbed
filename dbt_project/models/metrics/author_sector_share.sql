-- Full counting counts each author once. Fractional counting counts each work once, so each of its a authors
-- counts 1/a. An author of several sectors is split equally.
with works as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        countings.counting,
        case countings.counting when 'full' then 1 else papers.author_count end as divisor,
        -- Sums are rounded, because another order of addition changes their last digit.
        round(papers.academia_authors / divisor, 9) as academia,
        round(papers.industry_authors / divisor, 9) as industry,
        round(papers.other_authors / divisor, 9) as other,
        coalesce(academia + industry + other, 0) as weight
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
    cross join (values ('full'), ('fractional')) as countings (counting)
    where periods.venue is null and periods.definition = 'complete_teams'
),

kinds as (
    select
        * exclude (divisor),
        count(*) as works
    from works
    group by all
),

parts as (
    select
        kinds.*,
        sectors.sector,
        case sectors.sector when 'academia' then academia when 'industry' then industry else other end as part
    from kinds
    cross join (values ('academia'), ('industry'), ('other')) as sectors (sector)
),

shares as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        counting,
        sector,
        coalesce(sum(works) filter (where weight > 0), 0) as n,
        coalesce(sum(works) filter (where weight = 0), 0) as n_unknown,
        weighted_share(
            list(struct_pack(part := part, weight := weight, works := works) order by weight, academia, industry)
                filter (where weight > 0)
        ) as share
    from parts
    group by all
)

select
    * exclude (share),
    unnest(share),
    'share' as unit,
    'wilson_weighted' as ci_method
from shares
where share is not null
