-- Each distinct affiliation string in its parts, as its commas divide it. Strings share most of their
-- parts, so that all that costs is done once for each distinct part.
with divided as (
    select affiliation_id, {{ text_keys(parts_of('affiliation')) }} as piece_keys
    from {{ ref('int_affiliations__strings') }}
)

{{ unnest_triples('divided', 'affiliation_id', 'piece_keys', ['part_id', 'next_part_id', 'third_part_id']) }}
