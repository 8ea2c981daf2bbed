-- The newest list of each year. No interval: a list is complete, so its share has no error of sampling.
select
    definition,
    source,
    vintage,
    cast(year(list) as varchar) as period,
    make_date(year(list), 1, 1) as period_start,
    list as period_end,
    country,
    region,
    systems as n,
    0 as n_unknown,
    academic_rmax_tflops / rmax_tflops as value,
    'share' as unit,
    'none_full_counts' as ci_method
from {{ ref('int_academic_hpc') }}
qualify list = max(list) over (partition by year(list))
