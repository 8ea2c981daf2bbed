with terms as (
    select
        topic,
        count(*) filter (where not is_exclusion) as n_terms,
        count(*) filter (where is_exclusion) as n_exclusions
    from {{ ref('topic_term') }}
    group by topic
)

select
    topics.topic,
    topics.parent,
    topics.title,
    topics.scope,
    topics.topic_group,
    coalesce(terms.n_terms, 0) as n_terms,
    coalesce(terms.n_exclusions, 0) as n_exclusions,
    accuracy.n_tagged as n_checked,
    accuracy.precision,
    coalesce(accuracy.is_imprecise, false) as is_imprecise
from {{ ref('topic') }} as topics
left join terms on topics.topic = terms.topic
left join {{ ref('int_topic_accuracy') }} as accuracy on topics.topic = accuracy.topic and accuracy.split = 'test'
