with parts as (
    {{ unnest_rows(ref('stg_raw__snapshots'), 'snapshot_id', 'parts', 'part') }}
),

drift as (
    select
        snapshot_id,
        {{ sorted_texts('part.part') }} as lists
    from parts
    group by snapshot_id
)

select
    snapshots.snapshot_id,
    snapshots.source,
    snapshots.shape,
    snapshots.vintage,
    snapshots.vintage_rule,
    snapshots.publisher,
    snapshots.url,
    snapshots.file,
    snapshots.bytes,
    snapshots.sha256,
    snapshots.rows,
    snapshots.retrieved_at,
    snapshots.licence,
    snapshots.citation,
    drift.lists
from {{ ref('stg_raw__snapshots') }} as snapshots
left join drift on snapshots.snapshot_id = drift.snapshot_id
