-- What academia gets: eight H100 for a month, the median and the largest award, and all academic systems with
-- accelerators for a month, at the Rmax of the newest list of a year. A budget without a year is the same in every
-- year. `sizes` are log10 FLOP of the awards of which it is the median, or its own.
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
        null as year,
        [max(log10(budget_flop))] as sizes
    from {{ ref('int_compute_budgets') }}
    where definition = 'notable_classed_node_fixed' and utilization_level = 'central'
    union all
    select
        'award_median',
        null,
        sizes
    from awards
    union all
    select
        'award_largest',
        null,
        [list_max(sizes)]
    from awards
    union all
    select
        'academic_hpc',
        year(list),
        [log10(arg_max(academic_rmax_tflops, list) * 1e12 * 30 * 86400)]
    from {{ ref('int_academic_hpc') }}
    where definition = 'hpc_accelerated' and country is null and region is null
    group by year(list)
)

select
    budgets.budget,
    budgets.year,
    budgets.sizes,
    quartiles.utilization,
    list_median(budgets.sizes) as log10_flop
from budgets
cross join quartiles
where list_median(budgets.sizes) is not null
