-- M12: how far industry's share of a topic is from its share of all works, shrunk by a beta prior.
{% set place = 'definition, source, vintage, period, period_start, period_end' %}

with pooled as (
    select
        {{ place }},
        count(*) filter (where has_industry) * 1.0
        / nullif(count(*) filter (where team_class <> 'unknown'), 0) as industry_share
    from {{ ref('int_papers__periods') }}
    where venue is null and definition in ('accepted', 'complete_teams')
    group by {{ place }}
),

topics as (
    select
        {{ place }},
        topic,
        cast(coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where team_class = 'unknown'), 0) as bigint) as n_unknown,
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
        {{ ordered_list('cast(topics.k as double)', 'topics.topic') }} as successes,
        {{ ordered_list('cast(topics.n as double)', 'topics.topic') }} as trials
    from topics
    inner join pooled
        on
            topics.definition = pooled.definition
            and topics.source = pooled.source
            and topics.period = pooled.period
    -- A share of none or all leaves nothing to be far from.
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
        on
            topics.definition = priors.definition
            and topics.source = priors.source
            and topics.period = priors.period
    where topics.n > 0
)

select
    {{ place }},
    topic,
    n,
    k,
    n_unknown,
    industry_share,
    strength,
    log2(a / (a + b) / industry_share) as value,
    log2(beta_quantile(0.025, a, b) / industry_share) as ci_low,
    log2(beta_quantile(0.975, a, b) / industry_share) as ci_high
from posteriors
