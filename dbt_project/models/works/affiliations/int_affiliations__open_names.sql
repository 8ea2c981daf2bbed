-- The first piece of each string whose sectors the rules leave open.
-- Later pieces are mostly a place. A piece is not a name if it has a number (part of an address) or many
-- words, if it is a web address, or if it is a unit of an organisation that is not named.
with open_strings as (
    select affiliation_id, affiliation
    from {{ ref('int_affiliations__by_rules') }}
    where is_printed and is_open and length(affiliation) <= 200
),

divided as (
    select
        affiliation_id,
        affiliation,
        string_split_regex(affiliation, '[,;:/()|•·—–−、，{}\[\]†‡*]+| - ')[1] as piece
    from open_strings
),

spelled as (
    select *, {{ spell_out('piece') }} as spelled
    from divided
),

tidied as (
    select *, {{ tidy_parts('spelled') }} as name
    from spelled
)

select
    affiliation_id,
    trim(piece) as printed,
    name,
    regexp_matches(affiliation, '[(][A-Z][a-z]+( [A-Z][a-z]+)*[)]$') as is_before_brackets
from tidied
where
    regexp_matches(name, '\p{L}{2}')
    and not contains(affiliation, '://')
    and not regexp_matches(piece, '[@"“”]')
    and not regexp_matches(name, {{ name_of_a_unit() }})
    and not regexp_matches(name, '(^| )[0-9]{2,}( |$)')
    and length(name) - length(replace(name, ' ', '')) < 8
