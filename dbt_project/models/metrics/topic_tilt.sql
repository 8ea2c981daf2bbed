-- A beta prior shrinks industry's share of a topic towards its share of all works.
with pooled as (
    select
        source,
        period,
        count(*) filter (where has_industry) * 1.0
        -- Works of unknown class do not count as trials, as in the counts of each topic.
        / nullif(count(*) filter (where team_class <> 'unknown'), 0) as industry_share
    from {{ ref('int_papers__periods') }}
    where venue is null and definition = 'accepted'
    group by all
    -- If the share of all works is zero or one, the distance is not defined.
    having industry_share > 0 and industry_share < 1
),

topics as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        topic,
        coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as n,
        sum(industry_works) as k,
        coalesce(sum(works) filter (where team_class = 'unknown'), 0) as n_unknown
    from {{ ref('int_topic_teams') }}
    where not is_area and definition = 'accepted'
    group by all
),

priors as (
    select
        pooled.industry_share,
        prior_strength(
            list(struct_pack(k := topics.k, n := topics.n) order by topics.topic), pooled.industry_share
        ) as strength,
        list(topics) as topics
    from topics
    inner join pooled on topics.source = pooled.source and topics.period = pooled.period
    where topics.n > 0
    group by topics.source, topics.period, pooled.industry_share
),

members as (
    select
        industry_share,
        strength,
        unnest(topics, recursive := true)
    from priors
)

select
    *,
    unnest(tilt(k, n, industry_share, strength)),
    'industry' as sector,
    'log2_ratio' as unit,
    'beta_posterior' as ci_method,
    n >= 10 as is_shown
from members
