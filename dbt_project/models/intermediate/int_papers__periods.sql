-- Members of populations in each period that holds their year: in the list of their venue, and pooled
-- over venues, where a work that two lists hold counts once.
with listings as (
    select
        populations.definition,
        papers.source,
        papers.vintage,
        papers.venue,
        papers.year,
        papers.is_latest,
        papers.paper_id,
        row_number() over (
            partition by populations.definition, papers.source, papers.work_id
            order by teams.has_affiliation desc, papers.venue, papers.paper_id
        ) as listing
    from {{ ref('int_papers__populations') }} as populations
    inner join {{ ref('int_papers') }} as papers on populations.paper_id = papers.paper_id
    inner join {{ ref('int_papers__teams') }} as teams on papers.paper_id = teams.paper_id
    where papers.year is not null
),

newest as (
    select definition, source, max(vintage) as vintage
    from listings
    where is_latest
    group by definition, source
)

select
    listings.definition,
    listings.source,
    listings.vintage,
    listings.venue,
    periods.period,
    periods.period_start,
    periods.period_end,
    true as is_year,
    listings.paper_id
from listings
inner join {{ ref('int_periods') }} as periods on listings.year = periods.first_year and periods.is_year
where listings.venue is not null
union all
select
    listings.definition,
    listings.source,
    newest.vintage,
    null,
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, newest.vintage),
    periods.is_year,
    listings.paper_id
from listings
inner join newest on listings.definition = newest.definition and listings.source = newest.source
inner join {{ ref('int_periods') }} as periods
    on listings.year between periods.first_year and periods.last_year
where listings.is_latest and listings.listing = 1
