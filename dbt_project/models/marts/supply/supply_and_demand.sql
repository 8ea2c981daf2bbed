with demand as (
    select
        statistic || '_model' as series,
        source,
        vintage,
        cast(period as integer) as year,
        n,
        log10_flop,
        ci_low,
        ci_high
    from {{ ref('int_needed_compute') }}
    where vintage = (select max(vintage) from {{ ref('int_needed_compute') }})
),

supply as (
    select
        budgets.budget as series,
        case budgets.budget
            when 'node' then 'hardware'
            when 'academic_hpc' then 'top500'
            else 'awards'
        end
            as source,
        case
            when budgets.budget = 'node' then (select max(hardware_vintage) from {{ ref('int_compute_budgets') }})
            when budgets.budget = 'academic_hpc' then (select max(vintage) from {{ ref('int_academic_hpc') }})
            else (select max(vintage) from {{ ref('award_size') }})
        end as vintage,
        years.year,
        null as n,
        budgets.log10_flop,
        null as ci_low,
        null as ci_high
    from {{ ref('int_month_budgets') }} as budgets
    inner join (select distinct year from demand) as years on coalesce(budgets.year, years.year) = years.year
    where budgets.log10_flop is not null
)

select
    series,
    source,
    vintage,
    cast(year as integer) as year,
    cast(n as bigint) as n,
    log10_flop,
    cast(ci_low as double) as ci_low,
    cast(ci_high as double) as ci_high
from (
    select * from demand
    union all by name
    select * from supply
) as series
