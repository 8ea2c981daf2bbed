with pairs as (
    select
        terms.topic,
        terms.term,
        exclusions.term as exclusion
    from {{ ref('topic_term') }} as terms
    inner join {{ ref('topic_term') }} as exclusions
        on
            terms.topic = exclusions.topic
            and {{ contains("' ' || exclusions.term || ' '", "' ' || terms.term || ' '") }}
    where not terms.is_exclusion and exclusions.is_exclusion
)

-- Only the shorter one of two nested exclusions counts, because the longer one would count twice.
select pairs.topic, pairs.term, pairs.exclusion
from pairs
left join pairs as shorter
    on
        pairs.topic = shorter.topic
        and pairs.term = shorter.term
        and pairs.exclusion <> shorter.exclusion
        and {{ contains("' ' || pairs.exclusion || ' '", "' ' || shorter.exclusion || ' '") }}
where shorter.term is null
