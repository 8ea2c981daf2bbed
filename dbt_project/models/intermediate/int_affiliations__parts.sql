-- Each distinct affiliation string in its parts, as its commas divide it. Strings share most of their
-- parts, so that all that costs is done once for each distinct part.
with divided as (
    -- The mark tells the first part from the same text elsewhere, as some names count only there.
    select affiliation_id, {{ split_text("'^' || affiliation", ',') }} as pieces
    from {{ ref('int_affiliations__strings') }}
),

keyed as (
    select affiliation_id, pieces, {{ text_keys('pieces') }} as piece_keys
    from divided
)

{{ unnest_parts('keyed', 'affiliation_id', 'pieces', 'piece_keys') }}
