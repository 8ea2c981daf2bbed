-- A beta prior shrinks industry's share of a topic towards its share of all works. In a row of a region,
-- these are all works of the region.
with works as (
    select
        *,
        null as region
    from {{ ref('int_papers__periods') }}
    where venue is null and definition = 'accepted'
    union all
    select
        periods.*,
        regions.region
    from {{ ref('int_papers__periods') }} as periods
    inner join (select distinct paper_key, region from {{ ref('int_papers__countries') }}) as regions
        on periods.paper_key = regions.paper_key
    where periods.venue is null and not periods.is_year and periods.definition = 'accepted'
),

pooled as (
    select
        source,
        period,
        region,
        count(*) filter (where has_industry) * 1.0
        -- Works of unknown class do not count as trials, as in the counts of each topic.
        / nullif(count(*) filter (where team_class <> 'unknown'), 0) as industry_share
    from works
    group by all
    -- If the share of all works is zero or one, the distance is not defined.
    having industry_share > 0 and industry_share < 1
),

counts as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        region,
        topic,
        coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as n,
        sum(industry_works) as k,
        coalesce(sum(works) filter (where team_class = 'unknown'), 0) as of_unknown_class,
        sum(unlocated_works) as unlocated
    from {{ ref('int_topic_teams') }}
    where not is_area and definition = 'accepted'
    group by all
),

-- A work without a known country may belong to any region.
topics as (
    select
        * exclude (of_unknown_class, unlocated),
        of_unknown_class + case
            when region is null then 0
            else max(unlocated) filter (where region is null) over (partition by source, period, topic)
        end as n_unknown
    from counts
),

priors as (
    select
        pooled.industry_share,
        prior_strength(
            list(struct_pack(k := topics.k, n := topics.n) order by topics.topic), pooled.industry_share
        ) as strength,
        list(topics) as topics
    from topics
    inner join pooled
        on
            topics.source = pooled.source
            and topics.period = pooled.period
            and topics.region is not distinct from pooled.region
    where topics.n > 0
    group by topics.source, topics.period, topics.region, pooled.industry_share
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
