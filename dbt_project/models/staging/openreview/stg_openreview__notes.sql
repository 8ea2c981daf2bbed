-- The latest list counts; of two lists of a vintage, the one with more notes counts.
with lists as (
    select
        snapshot_id,
        row_number() over (
            partition by part order by vintage desc, count(*) desc, snapshot_id desc
        ) as recency
    from {{ source('raw', 'openreview_notes') }}
    group by snapshot_id, part, vintage
),

dated as (
    select
        raw.*,
        {{ days_after("cast('1970-01-01' as date)", 'cast(floor(raw.published_ms / 86400000.0) as integer)') }} as published_on
    from {{ source('raw', 'openreview_notes') }} as raw
    inner join lists on raw.snapshot_id = lists.snapshot_id
    where lists.recency = 1
)

select
    note_id,
    vintage,
    venue,
    -- The list of a journal covers all years.
    cast(coalesce(year, extract(year from published_on)) as integer) as year,
    venueid,
    venue_text,
    trim(title) as title,
    cast(published_on as date) as published_on,
    {{ work_title_key('title') }} as title_key
from dated
