-- The keys are integers, because a join on them is faster than on text.
with listed as (
    select part_id, {{ text_keys(split_text(normalise_words('parts'), ' ')) }} as word_keys
    from {{ ref('int_affiliations__normalised') }}
),

placed as (
    {{ unnest_triples('listed', 'part_id', 'word_keys', ['word_key', 'second_key', 'third_key']) }}
)

select
    part_id,
    place,
    word_key,
    {{ joint_key(['word_key', 'second_key']) }} as two_key,
    {{ joint_key(['word_key', 'second_key', 'third_key']) }} as three_key
from placed
