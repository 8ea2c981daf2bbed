-- Venue and year are columns, so that a file can have several lists. Two files with the same list and date are two
-- states of it: the file with more rows counts.
with lists as (
    select
        raw.snapshot_id,
        raw.venue,
        raw.year,
        row_number() over (
            partition by raw.venue, raw.year, raw.vintage order by count(*) desc, raw.snapshot_id desc
        ) as preference,
        row_number() over (
            partition by raw.venue, raw.year order by raw.vintage desc, count(*) desc, raw.snapshot_id desc
        ) as recency
    from {{ source('raw', 'lists_papers') }} as raw
    group by raw.snapshot_id, raw.venue, raw.year, raw.vintage
)

select
    {{ paper_id('raw.') }} as paper_id,
    {{ paper_key('raw.') }} as paper_key,
    'lists' as source,
    raw.vintage,
    raw.snapshot_id,
    lists.recency = 1 as is_latest,
    raw.venue,
    cast(raw.year as integer) as year,
    trim(raw.title) as title,
    lower(raw.status) as status,
    raw.keywords,
    raw.authors as author,
    raw.affiliations as aff,
    raw.abstract,
    nullif(lower(trim(raw.doi)), '') as doi
from {{ source('raw', 'lists_papers') }} as raw
inner join lists on raw.snapshot_id = lists.snapshot_id and raw.venue = lists.venue and raw.year = lists.year
where lists.preference = 1
