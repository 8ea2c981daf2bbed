-- Where nobody has published the number of accepted papers, it is that of the longest list; without a list, that of
-- the venue's nearest year.
with lists as (
    select
        venue,
        year,
        source,
        count(*) as works
    from {{ ref('int_field_works') }}
    group by all
),

works as (
    select
        venue,
        year,
        work_id,
        bool_and(team_class = 'unknown') as is_unknown
    from {{ ref('int_field_works') }}
    group by all
),

longest as (
    select
        venue,
        year,
        max(works) as listed
    from lists
    group by all
),

-- Lists without affiliations say nothing of the unknown.
unknown as (
    select
        venue,
        year,
        count(*) filter (where is_unknown) as unknown
    from works
    group by all
    having count(*) >= 2 * count(*) filter (where is_unknown)
),

editions as (
    select
        venue,
        year,
        field.accepted as official,
        field.source as count_source,
        longest.listed,
        coalesce(unknown.unknown, 0) as unknown
    from {{ ref('stg_venues__editions') }} as field
    left join longest using (venue, year)
    left join unknown using (venue, year)
),

counted as (
    select
        venue,
        year,
        coalesce(official, listed) as papers
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
