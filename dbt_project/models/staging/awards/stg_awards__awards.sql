-- Two files of a feed and a day are two states of it.
select
    'awards' as source,
    raw.vintage,
    raw.snapshot_id || ':' || cast(raw.source_row as varchar) as award_id,
    raw.feed,
    raw.project,
    raw.institution,
    raw.field,
    raw.begins,
    raw.ends,
    raw.resource,
    raw.units,
    raw.amount
from {{ source('raw', 'awards_awards') }} as raw
inner join ({{ fuller_files('awards_awards', 'feed, vintage') }}) as files on raw.snapshot_id = files.snapshot_id
