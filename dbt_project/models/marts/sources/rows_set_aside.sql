select
    snapshots.snapshot_id,
    snapshots.source,
    snapshots.shape,
    snapshots.vintage,
    snapshots.file,
    set_aside.part as list,
    set_aside.source_row,
    set_aside.rule,
    set_aside.column_name,
    set_aside.value,
    snapshots.rows
from {{ ref('stg_raw__set_aside') }} as set_aside
inner join {{ ref('stg_raw__snapshots') }} as snapshots on set_aside.snapshot_id = snapshots.snapshot_id
