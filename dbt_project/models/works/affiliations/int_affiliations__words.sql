-- The keys are integers, because a join on them is faster than on text.
with listed as (
    select part_id, list_transform(string_split({{ normalise_words('parts') }}, ' '), lambda word: hash(word)) as word_keys
    from {{ ref('int_affiliations__normalised') }}
),

placed as (
    select part_id, word_keys, unnest(range(1, array_length(word_keys) + 1)) as place
    from listed
)

select
    part_id,
    place,
    word_keys[place] as word_key,
    hash(word_keys[place], word_keys[place + 1]) as two_key,
    hash(word_keys[place], word_keys[place + 1], word_keys[place + 2]) as three_key
from placed
