{{ config(**by_snapshot()) }}

-- Words and phrases are compared by their keys, because a key is an integer.
{% set head = "title || ' ; ' || keywords || ' ; '" %}
with texts as (
    select
        entity,
        work_key,
        {{ list_size(split_text(spaced(head), ' ')) }} as head_size,
        {{ text_keys(split_text(spaced(head ~ ' || abstract'), ' ')) }} as word_keys
    from {{ ref('int_works__texts') }}
    where {{ is_new_snapshot() }}
),

form_words as (
    select term, {{ text_keys(split_text('form', ' ')) }} as word_keys
    from {{ ref('int_topics__phrases') }}
),

forms as (
    select
        term,
        {{ list_item('word_keys', 1) }} as first_key,
        {{ list_item(
            phrase_keys(list_item('word_keys', 1), list_item('word_keys', 2), list_item('word_keys', 3)),
            list_size('word_keys')
        ) }} as form_key
    from form_words
),

tokens as (
    {{ unnest_positions('texts', 'entity, work_key, head_size, word_keys', 'word_keys', 'word_key', 'place') }}
),

-- Most words begin no phrase. The next words are read only after a word that begins a phrase.
beginnings as (
    select
        entity,
        work_key,
        place < head_size as is_head,
        {{ phrase_keys(
            'word_key', list_item('word_keys', 'place + 1'), list_item('word_keys', 'place + 2')
        ) }} as form_keys
    from tokens
    where word_key in (select first_key from forms)
),

candidates as (
    {{ unnest_rows('beginnings', 'entity, work_key, is_head', 'form_keys', 'form_key') }}
)

select
    candidates.entity,
    candidates.work_key,
    forms.term,
    count(*) as anywhere,
    count(*) filter (where candidates.is_head) as head
from candidates
inner join forms on candidates.form_key = forms.form_key
group by candidates.entity, candidates.work_key, forms.term
