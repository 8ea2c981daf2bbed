select snapshot_id, source, shape, file, vintage, rows, sha256, reason, withdrawn_on
from {{ ref('stg_raw__withdrawn') }}
