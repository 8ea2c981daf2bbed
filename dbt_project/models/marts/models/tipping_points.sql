-- How far models of unknown compute must be from others for an answer to turn (docs/metrics.md section 6).
with years as (
    select
        models.source,
        models.vintage,
        models.period,
        year(models.period_start) as year,
        count(*) filter (where models.log10_flop is null) as undisclosed,
        list(models.log10_flop order by models.log10_flop) filter (where models.log10_flop is not null) as amounts,
        list(greatest(models.log10_flop, bases.base_log10_flop) order by models.log10_flop)
            filter (where models.log10_flop is not null) as amounts_with_base
    from {{ ref('int_models__periods') }} as models
    left join {{ ref('int_models__bases') }} as bases on models.model_id = bases.model_id
    where models.definition = 'notable_classed' and models.is_year
    group by all
    having count(models.log10_flop) >= {{ smallest_n() }}
),

halves as (
    select
        'reachable_share' as metric,
        budgets.definition,
        years.* exclude (amounts, amounts_with_base),
        years.amounts_with_base as amounts,
        log10(budgets.budget_flop) as log10_budget
    from years
    inner join {{ ref('int_compute_budgets') }} as budgets
        on years.year = budgets.year and budgets.utilization_level = 'central'
    union all
    select
        'need_factor',
        definitions.definition,
        years.* exclude (amounts, amounts_with_base),
        years.amounts,
        budgets.log10_flop
    from years
    inner join {{ ref('int_definitions') }} as definitions
        on definitions.definition in {{ definitions_of('need_factor') }} and definitions.statistic = 'median'
    inner join {{ ref('int_month_budgets') }} as budgets on definitions.budget = budgets.budget
    where years.year >= 2010
),

-- What organisations hold of known models, and the undisclosed models that are theirs.
held as (
    select
        definition,
        source,
        vintage,
        period,
        model_id,
        holder_key,
        flop,
        0.0 as part
    from {{ ref('int_compute_owners') }}
    where definition = 'notable_compute_known'
    union all
    select
        'notable_compute_known',
        models.source,
        models.vintage,
        models.period,
        models.model_id,
        organizations.owner_key,
        0,
        1 / count(*) over (partition by models.model_id)
    from {{ ref('int_models__periods') }} as models
    inner join {{ ref('int_models__organizations') }} as organizations on models.model_id = organizations.model_id
    where models.definition = 'notable' and models.is_year and models.log10_flop is null
),

holders as (
    select
        definition,
        source,
        vintage,
        period,
        holder_key,
        sum(flop order by flop) as flop,
        sum(part order by part) as part,
        list(model_id) filter (where part = 0) as known,
        list(model_id) filter (where part > 0) as undisclosed
    from held
    group by all
),

fours as (
    select
        definition,
        source,
        vintage,
        period,
        list({ flop: flop, undisclosed: part } order by holder_key) as holders,
        len(list_distinct(flatten(list(known)))) as models,
        len(list_distinct(flatten(list(undisclosed)))) as undisclosed
    from holders
    group by all
)

select
    metric,
    definition,
    source,
    vintage,
    period,
    undisclosed,
    tipping_point_of_half(amounts, undisclosed, log10_budget) as tipping_point
from halves
union all
select
    'compute_concentration',
    definition,
    source,
    vintage,
    period,
    undisclosed,
    tipping_point_of_four(holders, models)
from fours
where models >= {{ smallest_n() }}
union all
-- By compute, models whose compute is known have half if the others are so far from them in the mean.
select
    'disclosure_share',
    definition,
    source,
    vintage,
    period,
    cast(n - k as bigint),
    log10(k / (n - k))
from {{ ref('disclosure_share') }}
where team_class is null and k > 0 and k < n and n >= {{ smallest_n() }}
union all
select
    'compute_gap',
    definition,
    source,
    vintage,
    period,
    undisclosed_industry_only,
    tipping_point
from {{ ref('int_compute_gap') }}
where tipping_point is not null
