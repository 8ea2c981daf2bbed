with points as (
    select
        joined.source,
        joined.vintage,
        joined.compute_source,
        joined.period,
        joined.period_start,
        joined.period_end,
        joined.region,
        countings.counting,
        joined.topic,
        joined.intensity as x,
        if(countings.counting = 'full', joined.academic_share, joined.academic_fraction_share) as y,
        joined.n as weight
    from {{ ref('int_topic_join') }} as joined
    cross join (values ('full'), ('fractional')) as countings (counting)
    where joined.is_fitted
),

lines as (
    select
        points.* exclude (topic, x, y, weight),
        count(*) as n_topics,
        cast(sum(weight) as bigint) as n_works,
        weighted_line(
            list(struct_pack(x := x, y := y, weight := weight) order by topic), {{ bootstrap_seed() }}
        ) as line
    from points
    group by all
    -- A line through two points fits exactly, so its error cannot be estimated.
    having count(*) >= 3 and max(x) > min(x)
)

select
    * exclude (line),
    unnest(line)
from lines
