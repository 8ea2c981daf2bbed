-- Only the newest stored version of a record counts. If that version is outside the selected categories, the
-- record is dropped.
with ranked as (
    select
        records.snapshot_id,
        records.source_row,
        row_number() over (
            partition by records.arxiv_id
            order by
                records.datestamp desc,
                records.vintage desc,
                cast(snapshots.retrieved_at as timestamp) desc,
                records.snapshot_id desc,
                records.source_row
        ) as preference
    from {{ source('raw', 'arxiv_records') }} as records
    inner join {{ source('raw', 'arxiv_snapshots') }} as snapshots on records.snapshot_id = snapshots.snapshot_id
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
-- Rows that landed before the column existed count as selected.
where ranked.preference = 1 and coalesce(raw.wanted, true)
