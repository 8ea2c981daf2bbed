-- What academia gets: eight H100s for a month, or one, and the median and the largest award. `sizes` are log10 FLOP of
-- the awards of which it is the median, or its own.
with quartiles as (
    select list(utilization order by utilization) as utilization
    from {{ ref('int_training_utilization') }}
),

awards as (
    select list(log10(flop) order by flop) as sizes
    from {{ ref('int_award_projects') }}
    where vintage = (select max(vintage) from {{ ref('int_award_projects') }}) and flop > 0
),

budgets as (
    select
        'node' as budget,
        [max(log10(budget_flop))] as sizes
    from {{ ref('int_compute_budgets') }}
    where (budget, hardware_rule) = ('node', 'fixed') and utilization_level = 'central'
    union all
    select
        'gpu',
        [max(log10(budget_flop / devices))]
    from {{ ref('int_compute_budgets') }}
    where (budget, hardware_rule) = ('node', 'fixed') and utilization_level = 'central'
    union all
    select
        'award_median',
        sizes
    from awards
    union all
    select
        'award_largest',
        [list_max(sizes)]
    from awards
)

select
    budgets.budget,
    budgets.sizes,
    quartiles.utilization,
    list_median(budgets.sizes) as log10_flop
from budgets
cross join quartiles
where list_median(budgets.sizes) is not null
