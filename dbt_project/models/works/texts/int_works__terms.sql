{{ config(materialized='view') }}

-- Words and phrases are compared by their keys, because a key is an integer.
{% set head = "title || ' ; ' || keywords || ' ; '" %}
with texts as (
    select
        entity,
        work_key,
        array_length(string_split({{ spaced(head) }}, ' ')) as head_size,
        list_transform(string_split({{ spaced(head ~ ' || abstract') }}, ' '), lambda word: hash(word)) as word_keys
    from {{ ref('int_works__texts') }}
),

terms as (
    select distinct term
    from {{ ref('topic_term') }}
),

spellings as (
    select term, term as form from terms
    union
    select term, {{ plural('term') }} from terms
),

form_words as (
    select term, list_transform(string_split(form, ' '), lambda word: hash(word)) as word_keys
    from spellings
),

forms as (
    select
        term,
        array_length(word_keys) as words,
        word_keys[1] as first_key,
        {{ phrase_keys('word_keys[1]', 'word_keys[2]', 'word_keys[3]') }}[array_length(word_keys)] as form_key
    from form_words
),

tokens as (
    select entity, work_key, head_size, word_keys, unnest(range(1, array_length(word_keys) + 1)) as place
    from texts
),

-- Most words begin no phrase. The next words are read only after a word that begins a phrase.
beginnings as (
    select
        entity,
        work_key,
        place,
        place < head_size as is_head,
        {{ phrase_keys('word_keys[place]', 'word_keys[place + 1]', 'word_keys[place + 2]') }} as form_keys
    from tokens
    where word_keys[place] in (select first_key from forms)
),

candidates as (
    select entity, work_key, place, is_head, unnest(form_keys) as form_key
    from beginnings
)

select
    candidates.entity,
    candidates.work_key,
    forms.term,
    candidates.place as first_word,
    candidates.place + forms.words - 1 as last_word,
    candidates.is_head
from candidates
inner join forms on candidates.form_key = forms.form_key
