with {{ named_venues(ref('int_papers')) }},

works as (
    select
        papers.source,
        papers.vintage,
        papers.work_id,
        papers.year,
        papers.doi,
        {{ work_title_key('papers.title') }} as title_key,
        coalesce(named.venue, papers.venue) as venue
    from {{ ref('int_papers') }} as papers
    left join named on papers.venue = named.printed
    where papers.is_latest and papers.outcome = 'accepted' and papers.year is not null
),

matches as (
    select works.source, records.listing, records.record_id
    from {{ ref('int_listed_papers') }} as records
    inner join works on records.doi = works.doi
    union
    select works.source, records.listing, records.record_id
    from {{ ref('int_listed_papers') }} as records
    inner join works on {{ is_same_title('works', 'records') }}
),

found as (
    select matches.source, matches.listing, records.venue, records.year, count(*) as k
    from matches
    inner join {{ ref('int_listed_papers') }} as records
        on matches.listing = records.listing and matches.record_id = records.record_id
    group by matches.source, matches.listing, records.venue, records.year
),

listed as (
    select source, venue, year, count(distinct work_id) as listed
    from works
    where venue is not null
    group by source, venue, year
),

-- A source is compared in the years and venues of which it has a stored work.
newest as (
    select source, max(vintage) as vintage from works group by source
),

years as (
    select distinct source, year from works
),

venues as (
    select source, venue from found
    union
    select source, venue from listed
),

published as (
    select listing, venue, year, max(vintage) as listing_vintage, count(*) as n
    from {{ ref('int_listed_papers') }}
    group by listing, venue, year
)

select
    newest.source,
    newest.vintage,
    published.listing,
    'listed_by_' || published.listing as definition,
    published.listing_vintage,
    published.venue,
    published.year,
    periods.period,
    periods.period_start,
    periods.period_end,
    coalesce(listed.listed, 0) as listed,
    coalesce(found.k, 0) as k,
    published.n
from published
inner join venues on published.venue = venues.venue
inner join newest on venues.source = newest.source
inner join years on venues.source = years.source and published.year = years.year
inner join {{ ref('int_periods') }} as periods on published.year = periods.first_year and periods.is_year
left join found
    on
        venues.source = found.source
        and published.listing = found.listing
        and published.venue = found.venue
        and published.year = found.year
left join listed
    on venues.source = listed.source and published.venue = listed.venue and published.year = listed.year
