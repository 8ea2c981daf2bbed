{% set place = 'variant, definition, source, vintage, compute_source, period, period_start, period_end, region' %}

with points as (
    {% for counting, share in [('full', 'academic_share'), ('fractional', 'academic_fraction_share')] -%}
    select
        {{ place }},
        '{{ counting }}' as counting,
        topic,
        intensity as x,
        {{ share }} as y,
        cast(n as double) as w
    from {{ ref('int_topic_join') }}
    where is_fitted
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

means as (
    select {{ place }}, counting, round(sum(w * x order by topic) / sum(w), 12) as mean_x
    from points
    group by {{ place }}, counting
),

centred as (
    select points.*, means.mean_x
    from points
    inner join means on {{ same_cell('points', 'means', place ~ ', counting') }}
),

fits as (
    select
        {{ place }},
        counting,
        count(*) as n_topics,
        cast(sum(w) as bigint) as n_works,
        max(mean_x) as mean_x,
        sum(w * y order by topic) / sum(w) as mean_y,
        sum(w * (x - mean_x) * y order by topic) / sum(w * (x - mean_x) * (x - mean_x) order by topic)
            as slope,
        list(x order by topic) as xs,
        list(y order by topic) as ys,
        list(w order by topic) as ws
    from centred
    group by {{ place }}, counting
    -- A line through two points fits exactly, so its error cannot be estimated.
    having count(*) >= 3 and max(x) > min(x)
),

intervals as (
    select *, bootstrap_weighted_slope(xs, ys, ws, {{ bootstrap_seed() }}) as slope_interval
    from fits
)

select
    {{ place }},
    counting,
    n_topics,
    n_works,
    mean_x,
    mean_y,
    slope,
    slope_interval[1] as ci_low,
    slope_interval[2] as ci_high
from intervals
