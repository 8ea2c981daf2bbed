-- Two files of a feed and a day are two states of it, and the fuller one counts.
with files as (
    select snapshot_id
    from {{ source('raw', 'awards_awards') }}
    group by snapshot_id, feed, vintage
    qualify row_number() over (partition by feed, vintage order by count(*) desc, snapshot_id desc) = 1
)

select
    'awards' as source,
    raw.vintage,
    raw.snapshot_id || ':' || cast(raw.source_row as varchar) as award_id,
    raw.feed, raw.project, raw.institution, raw.field, raw.begins, raw.ends, raw.resource, raw.units,
    raw.amount
from {{ source('raw', 'awards_awards') }} as raw
inner join files on raw.snapshot_id = files.snapshot_id
