-- An exclusion is a phrase that contains a term of the topic. Each match of an exclusion subtracts one from
-- the count of that term.
with pairs as (
    select terms.topic, terms.term, exclusions.term as exclusion
    from {{ ref('topic_term') }} as terms
    inner join {{ ref('topic_term') }} as exclusions
        on
            terms.topic = exclusions.topic
            and contains(' ' || exclusions.term || ' ', ' ' || terms.term || ' ')
    where not terms.is_exclusion and exclusions.is_exclusion
),

-- Only the shorter one of two nested exclusions counts, because the longer one would count twice.
exclusions as (
    select pairs.topic, pairs.term, pairs.exclusion
    from pairs
    left join pairs as shorter
        on
            pairs.topic = shorter.topic
            and pairs.term = shorter.term
            and pairs.exclusion <> shorter.exclusion
            and contains(' ' || pairs.exclusion || ' ', ' ' || shorter.exclusion || ' ')
    where shorter.term is null
),

rules as (
    select topic, term, term as found, place, entity, 1 as sign
    from {{ ref('topic_term') }}
    where not is_exclusion
    union all
    select terms.topic, terms.term, exclusions.exclusion, terms.place, terms.entity, -1
    from {{ ref('topic_term') }} as terms
    inner join exclusions
        on terms.topic = exclusions.topic and terms.term = exclusions.term
    where not terms.is_exclusion
),

-- A title or keyword states the subject of a work. An abstract may also mention other subjects once.
found as (
    select
        occurrences.entity,
        occurrences.work_key,
        rules.topic,
        sum(rules.sign * occurrences.head) as in_head,
        sum(
            case
                when rules.place = 'anywhere' then rules.sign * (occurrences.anywhere - occurrences.head)
                else 0
            end
        ) as in_abstract
    from {{ ref('int_works__terms') }} as occurrences
    inner join rules
        on occurrences.term = rules.found and rules.entity in ('all', occurrences.entity)
    group by occurrences.entity, occurrences.work_key, rules.topic
),

tagged as (
    select * from found
    where in_head >= 1 or in_abstract >= {{ needed_mentions() }}
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
