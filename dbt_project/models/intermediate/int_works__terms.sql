-- The terms of the topic table that a paper or model has, and how often.
{% set head = dbt.concat(['title', "' ; '", 'keywords', "' ; '"]) -%}
with texts as (
    select
        entity,
        work_key,
        {{ list_size(split_text(spaced(head), ' ')) }} as head_size,
        {{ split_text(spaced(dbt.concat([head, 'abstract'])), ' ') }} as text_words
    from {{ ref('int_works__texts') }}
),

-- Read once, as a million texts do not fit into memory.
tokens as (
    {{ unnest_triples('texts', 'entity, work_key, head_size', 'text_words') }}
)

select
    tokens.entity,
    tokens.work_key,
    phrases.term,
    count(*) as anywhere,
    count(*) filter (where tokens.place < tokens.head_size) as head
from tokens
inner join {{ ref('int_topics__phrases') }} as phrases
    on
        tokens.word = phrases.word
        and (phrases.second_word is null or tokens.second_word = phrases.second_word)
        and (phrases.third_word is null or tokens.third_word = phrases.third_word)
group by tokens.entity, tokens.work_key, phrases.term
