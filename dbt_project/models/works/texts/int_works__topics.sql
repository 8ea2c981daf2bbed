with phrases as (
    select
        occurrences.entity,
        occurrences.work_key,
        terms.topic,
        terms.is_exclusion,
        occurrences.is_head,
        occurrences.first_word,
        occurrences.last_word
    from {{ ref('int_works__terms') }} as occurrences
    inner join {{ ref('topic_term') }} as terms
        on
            occurrences.term = terms.term
            and terms.entity in ('all', occurrences.entity)
            and (terms.place = 'anywhere' or occurrences.is_head)
),

named as (
    select
        phrases.*,
        max(phrases.last_word) over (
            partition by phrases.entity, phrases.work_key, phrases.topic
            order by phrases.first_word
            rows between unbounded preceding and 1 preceding
        ) as named_to
    from phrases
    -- A term inside a phrase that the table excludes does not count.
    anti join phrases as exclusions
        on
            phrases.entity = exclusions.entity
            and phrases.work_key = exclusions.work_key
            and phrases.topic = exclusions.topic
            and exclusions.is_exclusion
            and phrases.first_word >= exclusions.first_word
            and phrases.last_word <= exclusions.last_word
    where not phrases.is_exclusion
),

-- A title or keyword states the subject of a work. An abstract may also mention other subjects once.
tagged as (
    select
        entity,
        work_key,
        topic,
        count(*) filter (where is_head) as in_head,
        count(*) filter (where not is_head) as in_abstract
    from named
    -- Terms that overlap are one mention, which begins with the first of them.
    where named_to is null or first_word > named_to
    group by entity, work_key, topic
    having count(*) filter (where is_head) >= 1 or count(*) filter (where not is_head) >= {{ needed_mentions() }}
)

select
    *,
    -- A work of several topics counts once in total, in equal parts.
    1.0 / count(*) over (partition by entity, work_key) as share
from tagged
