-- The first piece of each string whose sectors the rules leave open, with the whole dictionary or without ROR.
-- Later pieces are mostly a place. A piece is not a name if it has a number (part of an address) or many
-- words, if it is a web address, or if it is a unit of an organisation that is not named.
with open_answers as (
    select affiliation
    from {{ ref('int_affiliations__by_rules') }}
    where is_printed and is_open
    union
    select affiliation
    from {{ ref('int_affiliations__bundled_by_rules') }}
    where is_printed and is_open
),

open_strings as (
    select affiliation_id, affiliation
    from {{ ref('int_affiliations__strings') }}
    where
        affiliation in (select affiliation from open_answers)
        and length(affiliation) <= 200
),

divided as (
    {{ split_rows(
        'open_strings',
        'affiliation_id, affiliation',
        'affiliation',
        '[,;:/()|•·—–−、，{}\\[\\]†‡*]+| - ',
        'place'
    ) }}
),

spelled as (
    select *, {{ spell_out('piece') }} as spelled
    from divided
    where place = 1
),

tidied as (
    select *, {{ tidy_parts('spelled') }} as name
    from spelled
)

select
    affiliation_id,
    trim(piece) as printed,
    name,
    {{ matches('affiliation', "'[(][A-Z][a-z]+( [A-Z][a-z]+)*[)]$'") }} as is_before_brackets
from tidied
where
    {{ matches('name', "'\\p{L}{2}'") }}
    and not {{ contains('affiliation', "'://'") }}
    and not {{ matches('piece', "'[@\"“”]'") }}
    and not {{ matches('name', name_of_a_unit()) }}
    and not {{ matches('name', "'(^| )[0-9]{2,}( |$)'") }}
    and length(name) - length(replace(name, ' ', '')) < 8
