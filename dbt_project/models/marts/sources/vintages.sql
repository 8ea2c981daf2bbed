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
    nullif(list_sort(list_distinct(list_transform(snapshots.parts, lambda part: part.part))), []) as lists
from {{ ref('stg_raw__snapshots') }} as snapshots
