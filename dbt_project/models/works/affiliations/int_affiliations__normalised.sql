with divided as (
    select unnest({{ parts_of('affiliation') }}) as part
    from {{ ref('int_affiliations__strings') }}
),

distinct_parts as (
    select {{ text_id('part') }} as part_id, any_value(part) as part
    from divided
    group by {{ text_id('part') }}
),

trimmed as (
    select
        part_id,
        starts_with(part, '^') as is_first,
        case when starts_with(part, '^') then trim(substring(part, 2)) else trim(part) end as part
    from distinct_parts
),

-- Most parts have only letters and single spaces and need no further normalisation.
marked as (
    select
        part_id,
        is_first,
        part,
        -- Two capitals in a row, as acronyms begin: `CNRS`, `OvGU`.
        regexp_matches(part, '^.{0,2}[A-Z]{2}') as has_capitals,
        regexp_matches(part, '[^A-Za-z ]|  ') as is_marked
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
    select part_id, is_first, has_capitals, parts, string_split({{ normalise_words('parts') }}, ' ') as part_words
    from texts
)

select
    part_id,
    is_first,
    has_capitals,
    parts,
    array_length(part_words) as word_count,
    hash(part_words[1]) as first_key,
    hash(part_words[array_length(part_words)]) as last_key,
    hash(part_words[2]) as second_key,
    hash(part_words[array_length(part_words) - 1]) as last_but_one_key
from worded
