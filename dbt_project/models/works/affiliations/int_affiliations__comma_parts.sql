-- Strings share most of their parts, so expensive steps run once for each distinct part.
with divided as (
    select
        affiliation_id,
        list_transform({{ parts_of('affiliation') }}, lambda part: {{ text_id('part') }}) as part_ids
    from {{ ref('int_affiliations__strings') }}
),

placed as (
    select affiliation_id, part_ids, unnest(range(1, array_length(part_ids) + 1)) as place
    from divided
)

select
    affiliation_id,
    place,
    part_ids[place] as part_id,
    part_ids[place + 1] as next_part_id,
    part_ids[place + 2] as third_part_id
from placed
