-- Each line passes through the weighted means of its points.
select
    variant,
    source,
    vintage,
    compute_source,
    period,
    counting,
    n_topics,
    n_works,
    mean_x,
    mean_y,
    slope,
    ci_low,
    ci_high
from {{ ref('int_topic_slopes') }}
where region is null
