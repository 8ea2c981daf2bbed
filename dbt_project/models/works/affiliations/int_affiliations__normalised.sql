with divided as (
    {{ unnest_rows(ref('int_affiliations__strings'), 'affiliation_id', parts_of('affiliation'), 'part') }}
),

distinct_parts as (
    select {{ text_id('part') }} as part_id, any_value(part) as part
    from divided
    group by {{ text_id('part') }}
),

trimmed as (
    select
        part_id,
        {{ begins_with('part', "'^'") }} as is_first,
        case when {{ begins_with('part', "'^'") }} then trim(substring(part, 2)) else trim(part) end as part
    from distinct_parts
),

-- Most parts have only letters and single blanks and need no further normalisation.
marked as (
    select
        part_id,
        is_first,
        part,
        -- Two capitals in a row, as acronyms begin: `CNRS`, `OvGU`.
        {{ matches('part', "'^.{0,2}[A-Z]{2}'") }} as has_capitals,
        {{ matches('part', "'[^A-Za-z ]|  '") }} as is_marked
    from trimmed
),

spelled as (
    select
        part_id,
        is_first,
        has_capitals,
        is_marked,
        case when is_marked then {{ spell_out('part') }} else lower(part) end as spelled
    from marked
),

texts as (
    select
        part_id,
        is_first,
        has_capitals,
        case when is_marked then {{ tidy_parts('spelled') }} else spelled end as parts
    from spelled
),

worded as (
    select part_id, is_first, has_capitals, parts, {{ split_text(normalise_words('parts'), ' ') }} as part_words
    from texts
)

select
    part_id,
    is_first,
    has_capitals,
    parts,
    {{ list_size('part_words') }} as word_count,
    {{ text_key(list_item('part_words', 1)) }} as first_key,
    {{ text_key(list_item('part_words', list_size('part_words'))) }} as last_key,
    {{ text_key(list_item('part_words', 2)) }} as second_key,
    {{ text_key(list_item('part_words', list_size('part_words') ~ ' - 1')) }} as last_but_one_key
from worded
