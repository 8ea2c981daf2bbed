{% set place = 'variant, definition, source, vintage, compute_source, period, period_start, period_end, region' %}

with shares as (
    select
        definition,
        source,
        period,
        region,
        topic,
        year,
        share,
        team_class = 'academic_only' as is_academic,
        sum(works) as works
    from {{ ref('int_topic_cells') }}
    where team_class <> 'unknown'
    group by all
),

cells as (
    select
        points.variant,
        points.definition,
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
        sum(members.works) as works,
        sum(members.works * members.share order by members.share, members.is_academic) as weight,
        coalesce(sum(members.works * members.share order by members.share) filter (where members.is_academic), 0)
            as academic
    from {{ ref('int_topic_join') }} as points
    inner join shares as members
        on {{ same_cell('points', 'members', 'definition, source, period, region, topic') }}
    where points.is_fitted
    group by all
),

numbered as (
    select
        *,
        dense_rank() over (
            partition by variant, source, compute_source, period, region order by topic
        ) as topic_number
    from cells
),

lists as (
    select
        {{ place }},
        count(distinct topic) as n_topics,
        cast(sum(works) as bigint) as n_pairs,
        {% for column, name in [
            ('x', 'xs'), ('cast(year as bigint)', 'years'), ('academic / weight', 'shares'), ('weight', 'weights'),
            ('topic_number', 'topics')
        ] -%}
        list({{ column }} order by topic, year) as {{ name }} {{- ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by {{ place }}
    -- The spread of fewer clusters cannot be estimated.
    having count(distinct topic) >= {{ smallest_n() }} and max(x) > min(x)
),

fits as (
    select *, jackknifed_logit(xs, years, shares, weights, topics) as fit
    from lists
)

select
    {{ place }},
    n_topics,
    n_pairs,
    fit[1] as slope,
    fit[2] as slope_se,
    -- The jackknife leaves out one topic at a time, so the number of topics gives the degrees of freedom.
    student_t_quantile(0.975, n_topics - 1) as t_quantile
from fits
