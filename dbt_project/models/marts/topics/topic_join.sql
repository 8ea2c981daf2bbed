select
    joined.source,
    joined.vintage,
    joined.compute_source,
    joined.compute_vintage,
    joined.period,
    joined.period_start,
    joined.period_end,
    joined.topic,
    topics.title,
    topics.parent,
    joined.n,
    joined.k,
    joined.n_unknown,
    joined.academic_share,
    joined.share.ci_low as academic_share_low,
    joined.share.ci_high as academic_share_high,
    joined.academic_fraction_share,
    joined.intensity,
    joined.intensity_low,
    joined.intensity_high,
    joined.n_measured,
    coalesce(accuracy.is_imprecise, false) as is_imprecise
from (
    select
        *,
        share_of_counts(k, n, 0) as share
    from {{ ref('int_topic_join') }}
    where is_fitted
) as joined
inner join {{ ref('topic') }} as topics on joined.topic = topics.topic
left join {{ ref('int_topic_accuracy') }} as accuracy on joined.topic = accuracy.topic and accuracy.split = 'test'
