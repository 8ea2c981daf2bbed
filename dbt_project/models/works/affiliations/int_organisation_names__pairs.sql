-- A text with the first word at the end of a part and the second at the beginning of the next may contain the
-- name across both.
with named as (
    select entry_id, priority, string_split(name, ' ') as words
    from {{ ref('int_organisation_names') }}
    where scope = 'word' and word_count > 1
),

divided as (
    select entry_id, priority, words, unnest(range(1, array_length(words))) as left_words
    from named
)

select
    entry_id,
    priority,
    hash(hash(words[left_words]), hash(words[left_words + 1])) as pair_key,
    hash(words[left_words - 1]) as before_key,
    hash(words[left_words + 2]) as after_key,
    left_words,
    array_length(words) - left_words as right_words,
    array_to_string(list_transform(range(1, left_words + 1), lambda place: words[place]), ' ') as left_text,
    array_to_string(
        list_transform(range(left_words + 1, array_length(words) + 1), lambda place: words[place]), ' '
    ) as right_text
from divided
