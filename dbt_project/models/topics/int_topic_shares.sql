-- Only the main population has calendar years. Variants have fixed periods only, and so have fractions.
{{ config(materialized='ephemeral') }}

with amounts as (
    select
        teams.definition,
        teams.source,
        teams.vintage,
        teams.period,
        teams.period_start,
        teams.period_end,
        teams.topic,
        countings.counting,
        teams.team_class as of_class,
        teams.works,
        if(countings.counting = 'full', teams.works, teams.fraction) as amount,
        if(countings.counting = 'full', teams.industry_works, teams.industry_fraction) as industry_amount
    from {{ ref('int_topic_teams') }} as teams
    inner join {{ ref('int_periods') }} as periods on teams.period = periods.period
    inner join (values ('full'), ('fractional')) as countings (counting)
        on not periods.is_year or (teams.definition = 'accepted' and countings.counting = 'full')
),

sums as (
    select
        shares.metric,
        amounts.* exclude (of_class, works, amount, industry_amount),
        shares.team_class,
        sum(works) filter (where of_class <> 'unknown') as n,
        coalesce(sum(works) filter (where of_class = 'unknown'), 0) as n_unknown,
        sum(amount order by of_class) filter (where of_class <> 'unknown') as amount,
        sum(
            case
                when team_class is null then industry_amount
                when of_class = team_class then amount
                else 0
            end
            order by of_class
        ) as part
    from amounts
    cross join {{ team_shares() }}
    where team_class is distinct from 'public_research'
    group by all
    having sum(works) filter (where of_class <> 'unknown') > 0
),

-- Fractions have the scale of works, so that k / n is the share by fractions. Their sum may exceed the total by its
-- last digit.
counts as (
    select
        * exclude (amount, part),
        least(n * part / amount, n) as k
    from sums
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from counts
