select
    budgets.definition,
    budgets.budget,
    titles.title,
    budgets.hardware_rule,
    budgets.year,
    budgets.utilization_level,
    budgets.hardware_vintage,
    budgets.hardware_name,
    budgets.device_flop_per_second,
    budgets.peak_rule,
    budgets.devices,
    budgets.days,
    budgets.utilization,
    utilization.vintage as utilization_vintage,
    utilization.models as utilization_models,
    budgets.devices_price_usd,
    budgets.budget_flop,
    titles.reason,
    titles.source
from {{ ref('int_compute_budgets') }} as budgets
inner join {{ ref('compute_budget') }} as titles on budgets.budget = titles.budget
inner join {{ ref('int_training_utilization') }} as utilization
    on budgets.utilization_level = utilization.utilization_level
