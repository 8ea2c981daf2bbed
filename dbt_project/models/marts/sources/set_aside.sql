select
    snapshots.snapshot_id,
    snapshots.source,
    snapshots.shape,
    snapshots.vintage,
    snapshots.file,
    rows_of.part as list,
    rows_of.source_row,
    rows_of.rule,
    rows_of.column_name,
    rows_of.value,
    snapshots.rows,
    snapshots.sha256,
    null as reason,
    null as withdrawn_on
from {{ ref('stg_raw__set_aside') }} as rows_of
inner join {{ ref('stg_raw__snapshots') }} as snapshots on rows_of.snapshot_id = snapshots.snapshot_id
union all by name
select * from {{ ref('stg_raw__withdrawn') }}
