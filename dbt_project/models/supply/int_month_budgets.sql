-- What academia gets: eight H100 for a month, the median and the largest award, and all academic systems with
-- accelerators for a month, at the Rmax of the newest list of a year. A budget without a year is the same in every
-- year.
select
    'node' as budget,
    null as year,
    max(log10(budget_flop)) as log10_flop
from {{ ref('int_compute_budgets') }}
where definition = 'notable_node_fixed' and utilization_level = 'central'
union all
select
    definition,
    null,
    value
from {{ ref('award_size') }}
where vintage = (select max(vintage) from {{ ref('award_size') }})
union all
select
    'academic_hpc',
    year(list),
    log10(arg_max(academic_rmax_tflops, list) * 1e12 * 30 * 86400)
from {{ ref('int_academic_hpc') }}
where definition = 'hpc_accelerated' and country is null and region is null
group by year(list)
