with turned as (
    select split, topic, 'precision' as measure, n_tagged as n, k, is_imprecise from {{ ref('int_topic_accuracy') }}
    union all
    select split, topic, 'recall', n_right, k, is_imprecise from {{ ref('int_topic_accuracy') }}
)

select
    split,
    topic,
    measure,
    n,
    k,
    k * 1.0 / n as value,
    {{ wilson('k', 'n', -1) }} as ci_low,
    {{ wilson('k', 'n', 1) }} as ci_high,
    is_imprecise
from turned
where n > 0
