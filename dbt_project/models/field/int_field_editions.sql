-- Where nobody has published the number of accepted papers, it is that of the longest list; without a list, that of
-- the venue's nearest year.
with listed as (
    select venue, year, max(works) as listed
    from (select venue, year, source, count(*) as works from {{ ref('int_field_works') }} group by all)
    group by all
),

editions as (
    select venue, year, field.accepted as official, field.source as count_source, listed.listed
    from {{ ref('stg_venues__editions') }} as field
    left join listed using (venue, year)
),

counted as (
    select venue, year, coalesce(official, listed) as papers
    from editions
    where coalesce(official, listed) is not null
)

select
    editions.*,
    arg_min(counted.papers, abs(editions.year - counted.year)) as accepted
from editions
inner join counted on editions.venue = counted.venue
where editions.year <= (select max(year) from {{ ref('int_field_works') }})
group by all
