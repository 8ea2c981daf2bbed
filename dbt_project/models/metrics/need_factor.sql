-- The interval is that of the models. It does not have the error of the budget.
select
    'need_' || needed.statistic || '_' || budgets.budget as definition,
    needed.source,
    needed.vintage,
    needed.period,
    needed.period_start,
    needed.period_end,
    needed.n,
    0 as n_unknown,
    needed.log10_flop - budgets.log10_flop as value,
    needed.ci_low - budgets.log10_flop as ci_low,
    needed.ci_high - budgets.log10_flop as ci_high,
    'log10_ratio' as unit,
    case when needed.ci_low is not null then {{ seeded('bootstrap_organizations') }} end as ci_method
from {{ ref('int_needed_compute') }} as needed
inner join {{ ref('int_month_budgets') }} as budgets
    on coalesce(budgets.year, year(needed.period_start)) = year(needed.period_start)
where budgets.log10_flop is not null
