-- Records of arXiv as they were last modified, of those that are held.
with ranked as (
    select
        snapshot_id,
        source_row,
        row_number() over (
            partition by arxiv_id order by datestamp desc, vintage desc, snapshot_id desc, source_row
        ) as preference
    from {{ source('raw', 'arxiv_records') }}
)

select
    raw.arxiv_id,
    raw.vintage,
    raw.datestamp,
    raw.deleted as is_deleted,
    raw.created,
    cast(extract(year from raw.created) as integer) as year,
    raw.updated,
    raw.versions,
    raw.title,
    nullif({{ work_title_key('raw.title') }}, '') as title_key,
    {{ list_item('raw.categories', 1) }} as primary_category,
    raw.categories,
    nullif(lower(raw.doi), '') as doi,
    raw.journal_ref,
    raw.license
from {{ source('raw', 'arxiv_records') }} as raw
inner join ranked on raw.snapshot_id = ranked.snapshot_id and raw.source_row = ranked.source_row
where ranked.preference = 1
