-- The pooled rows have each work once over all venues.
with repeated as (
    select
        source,
        work_id
    from {{ ref('int_papers') }}
    group by source, work_id
    having count(*) > 1
),

members as (
    select
        papers.source,
        papers.venue,
        papers.year,
        papers.is_latest,
        papers.paper_key,
        papers.work_id,
        papers.team_class,
        papers.has_industry,
        papers.has_affiliation,
        papers.listed_on as vintage,
        unnest(papers.definitions) as definition,
        -- Only the order of the listings of a work reads this text.
        case when repeated.work_id is not null then papers.paper_id end as paper_id,
        repeated.work_id is not null as is_repeated
    from {{ ref('int_papers') }} as papers
    left join repeated on papers.source = repeated.source and papers.work_id = repeated.work_id
    where papers.year is not null
),

-- Few works have several listings, and a window sorts all of its rows.
listings as (
    select
        *,
        1 as listing
    from members
    where not is_repeated
    union all
    select
        *,
        row_number() over (
            partition by definition, source, work_id
            order by is_latest desc, has_affiliation desc, venue, paper_id
        )
    from members
    where is_repeated
),

-- A join on equal years is faster than a comparison of each work with each period.
years as (
    select
        years.year,
        periods.*
    from (select distinct year from {{ ref('int_papers') }}) as years
    inner join {{ ref('int_periods') }} as periods on years.year between periods.first_year and periods.last_year
),

by_venue as (
    select
        listings.definition,
        listings.source,
        listings.vintage,
        listings.venue,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.is_year,
        listings.paper_key,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join {{ ref('int_periods') }} as periods on listings.year = periods.first_year and periods.is_year
    where listings.venue is not null
),

newest as (
    select
        definition,
        source,
        max(vintage) as vintage
    from listings
    where is_latest
    group by definition, source
),

pooled as (
    select
        listings.definition,
        listings.source,
        newest.vintage,
        null as venue,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, newest.vintage) as period_end,
        periods.is_year,
        listings.paper_key,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join newest on listings.definition = newest.definition and listings.source = newest.source
    inner join years as periods on listings.year = periods.year
    where listings.is_latest and listings.listing = 1 and listings.definition <> 'accepted_left_out'
)

select * from by_venue
union all
select * from pooled
