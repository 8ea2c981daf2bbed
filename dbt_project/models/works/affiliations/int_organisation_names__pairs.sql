-- A text with the first word at the end of a part and the second at the beginning of the next may contain the
-- name across both.
with named as (
    select entry_id, priority, name, {{ split_text('name', ' ') }} as name_words
    from {{ ref('int_organisation_names') }}
    where scope = 'word' and word_count > 1
),

placed as (
    {{ unnest_triples('named', 'entry_id, priority, name, name_words', 'name_words') }}
)

select
    entry_id,
    priority,
    {{ joint_key([text_key('word'), text_key('second_word')]) }} as pair_key,
    {{ text_key(list_item('name_words', 'place - 1')) }} as before_key,
    {{ text_key('third_word') }} as after_key,
    place as left_words,
    {{ list_size('name_words') }} - place as right_words,
    {{ joined_slice('name_words', 1, 'place') }} as left_text,
    {{ joined_slice('name_words', 'place + 1', list_size('name_words')) }} as right_text
from placed
where second_word is not null
