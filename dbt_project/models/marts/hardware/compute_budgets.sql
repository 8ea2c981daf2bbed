-- An award is a budget of other devices, so all budgets are also stated as H100s for a month.
with feeds as (
    select string_agg(distinct upper(feed), ' and ' order by upper(feed)) as names
    from {{ ref('int_award_projects') }}
    where vintage = (select max(vintage) from {{ ref('int_award_projects') }})
)

select
    budgets.definition,
    budgets.budget,
    coalesce(titles.title, awards.short_name) as title,
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
    budgets.budget_flop / h100.budget_flop * h100.devices as h100s,
    h100s * h100.days * 24 * rents.usd_per_hour as rent_usd,
    rents.usd_per_hour,
    cast(rents.as_of as date) as rent_as_of,
    rents.source as rent_source,
    coalesce(titles.reason, awards.sentence) as reason,
    coalesce(titles.source, 'lists of current projects of ' || feeds.names) as source
from {{ ref('int_compute_budgets') }} as budgets
left join {{ ref('compute_budget') }} as titles on budgets.budget = titles.budget
left join {{ ref('int_definitions') }} as awards on budgets.budget = awards.definition
left join {{ ref('int_compute_budgets') }} as h100
    on
        (h100.budget, h100.hardware_rule) = ('node', 'fixed')
        and budgets.year = h100.year
        and budgets.utilization_level = h100.utilization_level
left join {{ ref('device_rent') }} as rents on h100.hardware_name = rents.hardware_name
inner join {{ ref('int_training_utilization') }} as utilization
    on budgets.utilization_level = utilization.utilization_level
cross join feeds
