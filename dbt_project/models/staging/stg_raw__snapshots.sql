-- The source label is the publisher's list; our own embedded sample is never shown as theirs.
select
    snapshot_id,
    source as shape,
    case when publisher = 'Compute Divide' then 'sample' else source end as source,
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
