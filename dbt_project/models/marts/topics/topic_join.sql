select
    joined.variant,
    joined.source,
    joined.vintage,
    joined.compute_source,
    joined.compute_vintage,
    joined.measure,
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
    {{ wilson('joined.k', 'joined.n', -1) }} as academic_share_low,
    {{ wilson('joined.k', 'joined.n', 1) }} as academic_share_high,
    joined.academic_fraction_share,
    joined.intensity,
    joined.intensity_low,
    joined.intensity_high,
    joined.n_measured,
    joined.is_imprecise
from {{ ref('int_topic_join') }} as joined
inner join {{ ref('topic') }} as topics on joined.topic = topics.topic
where joined.is_fitted and joined.region is null
