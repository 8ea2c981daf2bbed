select
    snapshot_id,
    source as shape,
    {{ collection('source') }} as source,
    publisher,
    url,
    file,
    bytes,
    sha256,
    rows,
    vintage,
    vintage_rule,
    cast(retrieved_at as timestamp) as retrieved_at,
    licence,
    citation,
    parts
from {{ source('raw', 'snapshots') }}
