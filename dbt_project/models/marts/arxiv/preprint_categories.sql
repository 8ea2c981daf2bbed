with totals as (
    select
        source,
        vintage,
        harvested_until,
        venue,
        year,
        count(distinct work_id) as n,
        count(distinct case when arxiv_id is not null then work_id end) as k
    from {{ ref('int_preprints') }}
    group by grouping sets (
        (source, vintage, harvested_until, venue, year), (source, vintage, harvested_until, venue)
    )
),

by_category as (
    select
        source,
        venue,
        year,
        primary_category,
        count(distinct work_id) as k
    from {{ ref('int_preprints') }}
    where arxiv_id is not null
    group by grouping sets ((source, venue, year, primary_category), (source, venue, primary_category))
),

counts as (
    select source, vintage, harvested_until, venue, year, null as primary_category, k, n
    from totals
    union all
    select
        totals.source,
        totals.vintage,
        totals.harvested_until,
        totals.venue,
        totals.year,
        by_category.primary_category,
        by_category.k,
        totals.n
    from totals
    inner join by_category
        on
            totals.source = by_category.source
            and totals.venue = by_category.venue
            and totals.year is not distinct from by_category.year
)

select
    source,
    vintage,
    harvested_until,
    venue,
    year,
    primary_category,
    k,
    n,
    case when n >= {{ smallest_n() }} then k * 1.0 / n end as value,
    case when n >= {{ smallest_n() }} then {{ wilson('k', 'n', -1) }} end as ci_low,
    case when n >= {{ smallest_n() }} then {{ wilson('k', 'n', 1) }} end as ci_high,
    n < {{ smallest_n() }} as suppressed
from counts
