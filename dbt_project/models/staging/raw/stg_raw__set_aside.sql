select
    snapshot_id,
    vintage,
    part,
    source_row,
    rule,
    column_name,
    value
from {{ source('raw', 'set_aside') }}
