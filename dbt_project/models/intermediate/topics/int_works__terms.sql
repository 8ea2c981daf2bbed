{{ config(**by_snapshot()) }}

{% set head = "title || ' ; ' || keywords || ' ; '" -%}
with texts as (
    select
        entity,
        work_key,
        {{ list_size(split_text(spaced(head), ' ')) }} as head_size,
        {{ split_text(spaced(head ~ ' || abstract'), ' ') }} as text_words
    from {{ ref('int_works__texts') }}
    where {{ is_new_snapshot() }}
),

-- The texts are read only once, because a million texts do not fit into memory.
tokens as (
    {{ unnest_positions('texts', 'entity, work_key, head_size, text_words', 'text_words', 'word', 'place') }}
),

-- Most words begin no phrase. The next words are read only after a word that begins a phrase.
beginnings as (
    select
        entity,
        work_key,
        place < head_size as is_head,
        word,
        word || ' ' || {{ list_item('text_words', 'place + 1') }} as two_words,
        word || ' ' || {{ list_item('text_words', 'place + 1') }} || ' ' || {{ list_item('text_words', 'place + 2') }}
            as three_words
    from tokens
    where word in (select first_word from {{ ref('int_topics__phrases') }})
),

candidates as (
    {{ unnest_rows('beginnings', 'entity, work_key, is_head', list_of(['word', 'two_words', 'three_words']), 'form') }}
)

select
    candidates.entity,
    candidates.work_key,
    phrases.term,
    count(*) as anywhere,
    count(*) filter (where candidates.is_head) as head
from candidates
inner join {{ ref('int_topics__phrases') }} as phrases on candidates.form = phrases.form
group by candidates.entity, candidates.work_key, phrases.term
