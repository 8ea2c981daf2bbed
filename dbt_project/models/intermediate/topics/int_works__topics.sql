with occurrences as (
    select * from {{ ref('int_works__terms') }}
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

-- A title or keyword states the subject of a work. An abstract also names other things once, in passing.
found as (
    select
        occurrences.entity,
        occurrences.work_key,
        terms.topic,
        sum(occurrences.head - coalesce(excluded.head, 0)) as in_head,
        sum(
            case
                when terms.place = 'anywhere'
                    then occurrences.anywhere - occurrences.head - coalesce(excluded.anywhere - excluded.head, 0)
                else 0
            end
        ) as in_abstract
    from occurrences
    inner join {{ ref('topic_term') }} as terms
        on occurrences.term = terms.term and terms.entity in ('all', occurrences.entity)
    left join excluded
        on
            terms.topic = excluded.topic
            and terms.term = excluded.term
            and occurrences.entity = excluded.entity
            and occurrences.work_key = excluded.work_key
    where not terms.is_exclusion
    group by occurrences.entity, occurrences.work_key, terms.topic
)

select
    entity,
    work_key,
    topic,
    in_head,
    in_abstract,
    1.0 / count(*) over (partition by entity, work_key) as share
from found
where in_head >= 1 or in_abstract >= {{ needed_mentions() }}
