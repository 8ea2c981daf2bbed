-- A beta prior shrinks industry's share of a topic towards its share of all works. In a row of a region,
-- these are all works of the region.
{% set place = 'definition, source, vintage, period, period_start, period_end, region' %}

with works as (
    select *, null as region
    from {{ ref('int_papers__periods') }}
    where venue is null and definition in ('accepted', 'complete_teams')
    union all
    select periods.*, regions.region
    from {{ ref('int_papers__periods') }} as periods
    inner join (select distinct paper_key, region from {{ ref('int_papers__countries') }}) as regions
        on periods.paper_key = regions.paper_key
    where periods.venue is null and not periods.is_year and periods.definition = 'accepted'
),

pooled as (
    select
        {{ place }},
        count(*) filter (where has_industry) * 1.0
        -- Works of unknown class do not count as trials, as in the counts of each topic.
        / nullif(count(*) filter (where team_class <> 'unknown'), 0) as industry_share
    from works
    group by {{ place }}
),

topics as (
    select
        {{ place }},
        topic,
        cast(coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where team_class = 'unknown'), 0) as bigint) as of_unknown_class,
        cast(sum(unlocated_works) as bigint) as unlocated,
        cast(sum(industry_works) as bigint) as k
    from {{ ref('int_topic_teams') }}
    where not is_area and definition in ('accepted', 'complete_teams')
    group by {{ place }}, topic
),

lists as (
    select
        {% for column in place.split(', ') -%}
        pooled.{{ column }},
        {% endfor -%}
        pooled.industry_share,
        list(cast(topics.k as double) order by topics.topic) as successes,
        list(cast(topics.n as double) order by topics.topic) as trials
    from topics
    inner join pooled
        on {{ same_cell('topics', 'pooled', 'definition, source, period, region') }}
    -- If the share of all works is zero or one, the distance is not defined.
    where topics.n > 0 and pooled.industry_share > 0 and pooled.industry_share < 1
    group by {% for column in place.split(', ') %}pooled.{{ column }}, {% endfor %}pooled.industry_share
),

priors as (
    select *, beta_binomial_strength(successes, trials, industry_share) as strength
    from lists
),

posteriors as (
    select
        topics.*,
        priors.industry_share,
        priors.strength,
        priors.strength * priors.industry_share + topics.k as a,
        priors.strength * (1 - priors.industry_share) + topics.n - topics.k as b
    from topics
    inner join priors
        on {{ same_cell('topics', 'priors', 'definition, source, period, region') }}
    where topics.n > 0
)

-- A work without a known country may belong to any region.
select
    {% for column in place.split(', ') -%}
    posteriors.{{ column }},
    {% endfor -%}
    posteriors.topic,
    posteriors.n,
    posteriors.k,
    posteriors.of_unknown_class + case when posteriors.region is null then 0 else whole.unlocated end as n_unknown,
    posteriors.industry_share,
    posteriors.strength,
    log2(posteriors.a / (posteriors.a + posteriors.b) / posteriors.industry_share) as value,
    log2(beta_quantile(0.025, posteriors.a, posteriors.b) / posteriors.industry_share) as ci_low,
    log2(beta_quantile(0.975, posteriors.a, posteriors.b) / posteriors.industry_share) as ci_high
from posteriors
inner join topics as whole
    on whole.region is null and {{ same_cell('posteriors', 'whole', 'definition, source, period, topic') }}
