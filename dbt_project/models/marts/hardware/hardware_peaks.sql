-- The latest table of hardware, with how many notable models of the newest list name each device.
with listed as (
    select
        models.model_id,
        models.training_hardware
    from {{ ref('int_models') }} as models
    inner join {{ ref('int_models__populations') }} as populations
        on models.model_id = populations.model_id and populations.definition = 'notable'
    qualify models.vintage = max(models.vintage) over (partition by models.source)
),

pieces as (
    select
        model_id,
        unnest(regexp_split_to_array(training_hardware, ' *, *')) as piece
    from listed
),

used as (
    select
        {{ hardware_key('piece') }} as hardware_key,
        count(distinct model_id) as models
    from pieces
    group by all
)

select
    hardware.vintage as hardware_vintage,
    hardware.hardware_name,
    hardware.manufacturer,
    hardware.type,
    hardware.release_date,
    hardware.peak_flop_per_second as device_flop_per_second,
    hardware.peak_rule,
    hardware.release_price_usd,
    coalesce(used.models, 0) as models
from {{ ref('stg_hardware__hardware') }} as hardware
left join used on hardware.hardware_key = used.hardware_key
where
    hardware.vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
    and hardware.peak_flop_per_second is not null
