-- Only models of known compute count in n. A model of unknown class may belong to any class. A budget must cover a
-- model's base too, which some of the publisher's totals leave out.
with models as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.period,
        models.period_start,
        models.period_end,
        models.team_class,
        models.main_owner,
        if(models.log10_flop is null, null, greatest(models.log10_flop, bases.base_log10_flop)) as log10_flop
    from {{ ref('int_models__periods') }} as models
    left join {{ ref('int_models__bases') }} as bases on models.model_id = bases.model_id
    where models.definition in {{ definitions_of('reachable_share') }} and models.is_year
),

classes as (
    select unnest([null] || {{ known_team_classes() }}) as team_class
),

members as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.period,
        models.period_start,
        models.period_end,
        classes.team_class,
        models.main_owner,
        models.log10_flop,
        models.log10_flop is not null
        and (classes.team_class is null or models.team_class = classes.team_class) as is_known
    from models
    inner join classes on classes.team_class is null or models.team_class in (classes.team_class, 'unknown')
),

cells as (
    select
        budgets.definition,
        budgets.utilization_level,
        members.source,
        members.vintage,
        members.period,
        members.period_start,
        members.period_end,
        members.team_class,
        members.main_owner,
        count(*) filter (where members.is_known) as n,
        count(*) filter (where members.is_known and members.log10_flop <= log10(budgets.budget_flop)) as k,
        count(*) filter (where not members.is_known) as n_unknown
    from members
    inner join {{ ref('int_compute_budgets') }} as budgets
        on members.definition = budgets.definition and extract(year from members.period_start) = budgets.year
    group by all
)

{{ shares_of_models() }}
