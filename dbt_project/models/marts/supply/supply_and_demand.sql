with demand as (
    select
        statistic || '_model' as series,
        source,
        vintage,
        cast(period as integer) as year,
        n,
        value as log10_flop,
        ci_low,
        ci_high
    from {{ ref('int_needed_compute') }}
    where
        budget = 'flop' and vintage = (select max(vintage) from {{ ref('int_needed_compute') }})
),

-- An award is drawn in the year of its list, and a node from the year on in which its device was released.
sources (budget_rule, source, vintage, first_year, last_year) as (
    select
        'node',
        'hardware',
        max(budgets.hardware_vintage),
        max(year(hardware.release_date)),
        9999
    from {{ ref('int_compute_budgets') }} as budgets
    inner join {{ ref('stg_hardware__hardware') }} as hardware
        on budgets.hardware_name = hardware.hardware_name and budgets.hardware_vintage = hardware.vintage
    where (budgets.budget, budgets.hardware_rule) = ('node', 'fixed')
    union all
    select
        'award',
        'awards',
        max(vintage),
        year(max(vintage)),
        year(max(vintage))
    from {{ ref('int_award_projects') }}
),

supply as (
    select
        budgets.budget as series,
        sources.source,
        sources.vintage,
        years.year,
        null as n,
        budgets.log10_flop,
        null as ci_low,
        null as ci_high
    from {{ ref('int_month_budgets') }} as budgets
    inner join sources on starts_with(budgets.budget, sources.budget_rule)
    inner join (select distinct year from demand) as years
        on years.year between sources.first_year and sources.last_year
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
