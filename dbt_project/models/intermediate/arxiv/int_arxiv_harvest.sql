-- One row once every set is held without a gap to a month before the newest harvest. Until then records may be in
-- none of the windows held, and to miss them would say nothing.
with windows as (
    -- A set of which nothing is held is held to the day before its first one.
    select
        archive,
        cast(null as date) as vintage,
        first_day,
        cast({{ dbt.dateadd('day', -1, 'first_day') }} as date) as last_day
    from {{ ref('arxiv_set') }}
    union all
    select windows.archive, windows.vintage, windows.first_day, windows.last_day
    from {{ ref('stg_arxiv__windows') }} as windows
    inner join {{ ref('arxiv_set') }} as sets on windows.archive = sets.archive
),

reached as (
    select
        archive,
        vintage,
        max(last_day) over (partition by archive order by first_day, last_day) as last_day,
        lead(first_day) over (partition by archive order by first_day, last_day) as next_day
    from windows
),

sets as (
    select
        max(vintage) as vintage,
        min(last_day) filter (
            where next_day is null or {{ dbt.datediff('last_day', 'next_day', 'day') }} > 1
        ) as harvested_until
    from reached
    group by archive
)

select
    max(vintage) as vintage,
    min(harvested_until) as harvested_until
from sets
having {{ dbt.datediff('min(harvested_until)', 'max(vintage)', 'day') }} <= 31
