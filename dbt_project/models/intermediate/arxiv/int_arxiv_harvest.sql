-- An incomplete harvest lacks records, so a work without a record might still be on arXiv. A harvest is
-- complete if no set has a gap up to a month before the latest harvest.
with date_ranges as (
    -- A set without a stored record has reached the day before its first day.
    select
        archive,
        cast(null as date) as vintage,
        first_day,
        cast({{ days_after('first_day', -1) }} as date) as last_day
    from {{ ref('arxiv_set') }}
    union all
    select date_ranges.archive, date_ranges.vintage, date_ranges.first_day, date_ranges.last_day
    from {{ ref('stg_arxiv__date_ranges') }} as date_ranges
    inner join {{ ref('arxiv_set') }} as sets on date_ranges.archive = sets.archive
),

reached as (
    select
        archive,
        vintage,
        max(last_day) over (partition by archive order by first_day, last_day) as last_day,
        lead(first_day) over (partition by archive order by first_day, last_day) as next_day
    from date_ranges
),

sets as (
    select
        max(vintage) as vintage,
        min(last_day) filter (
            where next_day is null or {{ days_between('last_day', 'next_day') }} > 1
        ) as harvested_until
    from reached
    group by archive
)

select
    max(vintage) as vintage,
    min(harvested_until) as harvested_until
from sets
having {{ days_between('min(harvested_until)', 'max(vintage)') }} <= 31
