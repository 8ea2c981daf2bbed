with parts as (
    select snapshot_id, source, vintage, unnest(parts) as part from {{ ref('stg_raw__snapshots') }}
),

kinds as (
    select snapshot_id, source, vintage, part.part as list, 'renamed' as kind, part.renamed as names from parts
    union all
    select snapshot_id, source, vintage, part.part, 'missing', part.missing from parts
    union all
    select snapshot_id, source, vintage, part.part, 'unknown', part.unknown from parts
)

select
    snapshot_id,
    source,
    vintage,
    list,
    kind,
    unnest(names) as column_name
from kinds
