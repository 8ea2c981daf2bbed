with parts as (
    {{ unnest_rows(ref('stg_raw__snapshots'), 'snapshot_id, source, vintage', 'parts', 'part') }}
),

kinds as (
    select snapshot_id, source, vintage, part.part as list, 'renamed' as kind, part.renamed as names from parts
    union all
    select snapshot_id, source, vintage, part.part, 'missing', part.missing from parts
    union all
    select snapshot_id, source, vintage, part.part, 'unknown', part.unknown from parts
)

{{ unnest_rows('kinds', 'snapshot_id, source, vintage, list, kind', 'names', 'column_name') }}
