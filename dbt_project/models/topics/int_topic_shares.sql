{% set place = 'definition, source, vintage, period, period_start, period_end, topic' %}

-- Only the main population has calendar years. Variants have fixed periods only.
with teams as (
    select teams.*
    from {{ ref('int_topic_teams') }} as teams
    inner join {{ ref('int_periods') }} as periods on teams.period = periods.period
    where teams.region is null and (teams.definition = 'accepted' or not periods.is_year)
),

countings as (
    select 'full' as counting, teams.* from teams
    union all
    select 'fractional', teams.*
    from teams
    inner join {{ ref('reporting_period') }} as periods on teams.period = periods.period
),

amounts as (
    select
        *,
        case counting when 'full' then works else fraction end as amount,
        case counting when 'full' then industry_works else industry_fraction end as industry_amount
    from countings
),

totals as (
    select
        {{ place }},
        counting,
        cast(sum(works) filter (where team_class <> 'unknown') as bigint) as n,
        cast(coalesce(sum(works) filter (where team_class = 'unknown'), 0) as bigint) as n_unknown,
        sum(amount order by team_class) filter (where team_class <> 'unknown') as amount,
        sum(industry_amount order by team_class) as industry_amount
    from amounts
    group by {{ place }}, counting
),

classes as (
    {% for class in known_team_classes() -%}
    select '{{ class }}' as team_class
    {%- if not loop.last %} union all {% endif %}
    {% endfor %}
)

-- Fractions have the scale of works, so that k / n is the share by fractions.
select
    'paper_team_share' as metric,
    {% for column in place.split(', ') -%}
    totals.{{ column }},
    {% endfor -%}
    totals.counting,
    classes.team_class,
    totals.n,
    -- A sum of fractions may exceed the total by its last digit.
    least(totals.n * coalesce(amounts.amount, 0) / totals.amount, totals.n) as k,
    totals.n_unknown
from totals
cross join classes
left join amounts
    on classes.team_class = amounts.team_class and {{ same_cell('totals', 'amounts', place ~ ', counting') }}
where totals.n > 0
union all
select
    'any_industry_share',
    {{ place }},
    counting,
    null,
    n,
    least(n * industry_amount / amount, n),
    n_unknown
from totals
where n > 0
