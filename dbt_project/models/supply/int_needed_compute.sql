-- Median and largest training compute of the models of a year, in FLOP and over each budget (docs/metrics.md, M28), as
-- log10.
with budgets as (
    select
        list_concat(
            [{ budget: 'flop', sizes: [0.0::double], utilization: [1.0::double, 1.0, 1.0] }],
            coalesce(list({ budget: budget, sizes: sizes, utilization: utilization } order by budget), [])
        ) as budgets
    from {{ ref('int_month_budgets') }}
),

models as (
    select
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(*) as n,
        list({ amount: training_compute_flop, owner: main_owner } order by training_compute_flop, main_owner) as models
    from {{ ref('int_models__periods') }}
    where definition = 'notable_compute_known_classed' and is_year and period_start >= date '2010-01-01'
    group by source, vintage, period, period_start, period_end
)

select
    models.* exclude (models),
    unnest(needed_compute(models.models, budgets.budgets, {{ bootstrap_seed() }}), recursive := true)
from models
cross join budgets
