-- A budget has the devices of its year, the same devices in every year, or the compute of an award.
with definitions as (
    select * from {{ ref('int_definitions') }} where definition in {{ definitions_of('reachable_share') }}
),

newest as (
    select * from {{ ref('stg_hardware__hardware') }}
    where vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
),

years as (
    select
        first_year as year,
        period_start
    from {{ ref('int_periods') }}
    where is_year and first_year between 2010 and (select max(year) from {{ ref('int_models') }})
),

-- One maker stands for all, because its devices trained three in four notable models of known hardware.
on_sale as (
    select
        years.year,
        newest.hardware_key,
        row_number() over (
            partition by years.year order by newest.peak_flop_per_second desc, newest.release_date, newest.hardware_key
        ) as preference
    from years
    inner join newest on newest.release_date < years.period_start
    where newest.manufacturer = 'NVIDIA' and newest.type = 'GPU' and newest.peak_flop_per_second is not null
),

chosen as (
    select
        year,
        'of_year' as hardware_rule,
        budgets.budget,
        on_sale.hardware_key
    from on_sale
    cross join {{ ref('compute_budget') }} as budgets
    where on_sale.preference = 1
    union all
    select
        years.year,
        'fixed',
        budgets.budget,
        {{ hardware_key('budgets.hardware_name') }}
    from years
    cross join {{ ref('compute_budget') }} as budgets
)

select
    definitions.definition,
    definitions.budget,
    definitions.hardware as hardware_rule,
    chosen.year,
    levels.utilization_level,
    newest.vintage as hardware_vintage,
    newest.hardware_name,
    newest.peak_flop_per_second as device_flop_per_second,
    newest.peak_rule,
    budgets.devices,
    budgets.days,
    levels.utilization,
    newest.release_price_usd * budgets.devices as devices_price_usd,
    newest.peak_flop_per_second * budgets.devices * budgets.days * 86400 * levels.utilization as budget_flop
from chosen
inner join definitions on chosen.budget = definitions.budget and chosen.hardware_rule = definitions.hardware
inner join {{ ref('compute_budget') }} as budgets on chosen.budget = budgets.budget
inner join newest on chosen.hardware_key = newest.hardware_key
cross join {{ ref('int_training_utilization') }} as levels
where newest.peak_flop_per_second is not null
union all by name
-- The newest awards, in every year.
select
    definitions.definition,
    definitions.budget,
    definitions.hardware as hardware_rule,
    years.year,
    levels.utilization_level,
    30 as days,
    levels.utilization,
    pow(10, awards.value) * levels.utilization / central.utilization as budget_flop
from {{ ref('award_size') }} as awards
inner join definitions on awards.definition = definitions.budget
cross join years
cross join {{ ref('int_training_utilization') }} as levels
inner join {{ ref('int_training_utilization') }} as central on central.utilization_level = 'central'
where awards.vintage = (select max(vintage) from {{ ref('award_size') }})
