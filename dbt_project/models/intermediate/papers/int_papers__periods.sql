-- The pooled rows have each work once over all venues.
with listings as (
    select
        populations.definition,
        papers.source,
        papers.vintage,
        papers.venue,
        papers.year,
        papers.is_latest,
        papers.paper_id,
        papers.work_id,
        teams.team_class,
        teams.has_industry,
        teams.has_affiliation,
        row_number() over (
            partition by populations.definition, papers.source, papers.work_id
            order by papers.is_latest desc, teams.has_affiliation desc, papers.venue, papers.paper_id
        ) as listing
    from {{ ref('int_papers__populations') }} as populations
    inner join {{ ref('int_papers') }} as papers on populations.paper_id = papers.paper_id
    inner join {{ ref('int_papers__teams') }} as teams on papers.paper_id = teams.paper_id
    where papers.year is not null
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
        listings.paper_id,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join {{ ref('int_periods') }} as periods on listings.year = periods.first_year and periods.is_year
    where listings.venue is not null
),

newest as (
    select definition, source, max(vintage) as vintage
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
        listings.paper_id,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join newest on listings.definition = newest.definition and listings.source = newest.source
    inner join {{ ref('int_periods') }} as periods
        on listings.year between periods.first_year and periods.last_year
    where listings.is_latest and listings.listing = 1
)

select * from by_venue
union all
select * from pooled
