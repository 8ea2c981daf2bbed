{{ config(materialized='ephemeral') }}

with shares as (
    select
        source,
        period,
        region,
        topic,
        year,
        share,
        team_class = 'academic_only' as is_academic,
        sum(works) as works
    from {{ ref('int_topic_cells') }}
    where definition = 'accepted' and team_class <> 'unknown'
    group by all
),

cells as (
    select
        points.source,
        points.vintage,
        points.compute_source,
        points.period,
        points.period_start,
        points.period_end,
        points.region,
        points.topic,
        members.year,
        -- A topic has the same intensity in all years of its period.
        max(points.intensity) as x,
        sum(members.works * members.share order by members.share, members.is_academic) as weight,
        coalesce(sum(members.works * members.share order by members.share) filter (where members.is_academic), 0)
            as academic
    from {{ ref('int_topic_join') }} as points
    inner join shares as members
        on
            points.source = members.source
            and points.period = members.period
            and points.topic = members.topic
            and points.region is not distinct from members.region
    where points.is_fitted
    group by all
),

fits as (
    select
        cells.* exclude (topic, year, x, weight, academic),
        count(distinct topic) as n_topics,
        logit_slope(
            list(
                struct_pack(topic := topic, year := year, x := x, share := academic / weight, weight := weight)
                order by topic, year
            )
        ) as fit
    from cells
    group by all
    -- The spread of fewer clusters cannot be estimated.
    having count(distinct topic) >= {{ smallest_n() }} and max(x) > min(x)
)

-- If compute separates the two classes of works perfectly, the regression has no finite slope.
select
    * exclude (fit),
    unnest(fit)
from fits
where fit.slope is not null
