with levels as (
    select split, topic, is_tagged, is_right from {{ ref('int_topic_labels') }}
    union all
    select split, null, is_tagged, is_right from {{ ref('int_topic_labels') }}
),

counts as (
    select
        split, topic,
        count(*) filter (where is_tagged) as n_tagged,
        count(*) filter (where is_right) as n_right,
        count(*) filter (where is_tagged and is_right) as k
    from levels
    group by split, topic
)

select
    *,
    k * 1.0 / nullif(n_tagged, 0) as precision,
    k * 1.0 / nullif(n_right, 0) as recall,
    -- Topics with less precise tags carry a caveat.
    coalesce(k < 0.8 * n_tagged, false) as is_imprecise
from counts
