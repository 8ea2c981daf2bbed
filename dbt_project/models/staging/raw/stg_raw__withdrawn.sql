select
    withdrawn.snapshot_id,
    withdrawn.source as shape,
    withdrawn.source,
    withdrawn.file,
    withdrawn.vintage,
    withdrawn.rows,
    withdrawn.sha256,
    withdrawn.reason,
    cast(cast(withdrawn.withdrawn_at as timestamp) as date) as withdrawn_on
from {{ source('raw', 'withdrawn') }} as withdrawn
