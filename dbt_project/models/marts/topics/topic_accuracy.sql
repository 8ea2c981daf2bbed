with counts as (
    select split, topic, 'precision' as measure, n_tagged as n, k, is_imprecise from {{ ref('int_topic_accuracy') }}
    union all
    select split, topic, 'recall', n_right, k, is_imprecise from {{ ref('int_topic_accuracy') }}
),

shares as (
    select
        *,
        share_of_counts(k, n, 0) as share
    from counts
    where n > 0
)

select
    split,
    topic,
    measure,
    n,
    k,
    share.value,
    share.ci_low,
    share.ci_high,
    is_imprecise
from shares
