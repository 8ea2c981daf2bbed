-- The topics of papers and models: whole words of the topic table, outside the phrases it excludes.
with texts as (
    select
        entity,
        work_key,
        {{ words(spaced('head')) }} as head_words,
        {{ words(spaced('abstract')) }} as abstract_words
    from {{ ref('int_works__texts') }}
),

tokens as (
    {{ unnest_triples('texts', "entity, work_key, 'head' as place_of_word", 'head_words') }}
    union all
    {{ unnest_triples('texts', "entity, work_key, 'abstract' as place_of_word", 'abstract_words') }}
),

occurrences as (
    select
        tokens.entity,
        tokens.work_key,
        phrases.term,
        count(*) as anywhere,
        count(*) filter (where tokens.place_of_word = 'head') as head
    from tokens
    inner join {{ ref('int_topics__phrases') }} as phrases
        on
            tokens.word = phrases.word
            and (phrases.second_word is null or tokens.second_word = phrases.second_word)
            and (phrases.third_word is null or tokens.third_word = phrases.third_word)
    group by tokens.entity, tokens.work_key, phrases.term
),

excluded as (
    select
        exclusions.topic,
        exclusions.term,
        occurrences.entity,
        occurrences.work_key,
        sum(occurrences.anywhere) as anywhere,
        sum(occurrences.head) as head
    from occurrences
    inner join {{ ref('int_topics__exclusions') }} as exclusions on occurrences.term = exclusions.exclusion
    group by exclusions.topic, exclusions.term, occurrences.entity, occurrences.work_key
),

found as (
    select
        occurrences.entity,
        occurrences.work_key,
        terms.topic,
        {{ sorted_texts('occurrences.term') }} as terms
    from occurrences
    inner join {{ ref('topic_term') }} as terms
        on occurrences.term = terms.term and terms.entity in ('all', occurrences.entity)
    left join excluded
        on
            terms.topic = excluded.topic
            and terms.term = excluded.term
            and occurrences.entity = excluded.entity
            and occurrences.work_key = excluded.work_key
    where
        not terms.is_exclusion
        and case
            when terms.place = 'head' then occurrences.head - coalesce(excluded.head, 0)
            else occurrences.anywhere - coalesce(excluded.anywhere, 0)
        end > 0
    group by occurrences.entity, occurrences.work_key, terms.topic
)

select
    entity,
    work_key,
    topic,
    terms,
    1.0 / count(*) over (partition by entity, work_key) as share
from found
