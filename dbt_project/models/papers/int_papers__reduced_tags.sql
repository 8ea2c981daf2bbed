-- A reduced list has the tags of its papers, in the form of int_papers__facts, and no texts.
with tags as (
    select paper_key, unnest(string_split(tags, ';')) as tag
    from {{ ref('int_papers__listed') }}
    where {{ is_reduced('title') }} and tags <> ''
),

fields as (
    select paper_key, string_split(tag, ':') as field
    from tags
)

select
    'papers' as entity,
    paper_key as work_key,
    field[1] as kind,
    field[2] as name,
    cast(field[3] as bigint) as in_head,
    cast(field[4] as bigint) as in_abstract,
    cast(nullif(field[5], '') as bigint) as devices
from fields
