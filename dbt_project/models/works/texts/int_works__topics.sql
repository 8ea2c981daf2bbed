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

terms as (
    select
        terms.*,
        max(terms.last_word) over (
            partition by terms.entity, terms.work_key, terms.topic
            order by terms.first_word
            rows between unbounded preceding and 1 preceding
        ) as named_to
    from phrases as terms
    -- A term inside a phrase that the table excludes does not count.
    anti join phrases as exclusions
        on
            terms.entity = exclusions.entity
            and terms.work_key = exclusions.work_key
            and terms.topic = exclusions.topic
            and exclusions.is_exclusion
            and terms.first_word >= exclusions.first_word
            and terms.last_word <= exclusions.last_word
    where not terms.is_exclusion
),

-- A title or keyword states the subject of a work. An abstract may also mention other subjects once.
tagged as (
    select
        entity,
        work_key,
        topic,
        count(*) filter (where is_head) as in_head,
        count(*) filter (where not is_head) as in_abstract
    from terms
    -- Terms that overlap are one mention, which begins with the first of them.
    where named_to is null or first_word > named_to
    group by entity, work_key, topic
    having count(*) filter (where is_head) >= 1 or count(*) filter (where not is_head) >= {{ needed_mentions() }}
),

-- This is a separate query, because a window function keeps every row in memory.
works as (
    select entity, work_key, count(*) as topics
    from tagged
    group by entity, work_key
)

select
    tagged.entity,
    tagged.work_key,
    tagged.topic,
    tagged.in_head,
    tagged.in_abstract,
    -- A work of several topics counts once in total, in equal parts.
    1.0 / works.topics as share
from tagged
inner join works on tagged.entity = works.entity and tagged.work_key = works.work_key
