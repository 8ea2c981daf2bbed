-- Strings share most of their parts, so expensive steps run once for each distinct part.
with divided as (
    select affiliation_id, {{ text_ids(parts_of('affiliation')) }} as piece_ids
    from {{ ref('int_affiliations__strings') }}
)

{{ unnest_triples('divided', 'affiliation_id', 'piece_ids', ['part_id', 'next_part_id', 'third_part_id']) }}
