select
    hardware.vintage as hardware_vintage,
    hardware.hardware_name, hardware.manufacturer, hardware.type, hardware.release_date,
    hardware.peak_flop_per_second as device_flop_per_second,
    hardware.peak_rule, hardware.release_price_usd,
    cast(coalesce(used.models, 0) as bigint) as models
from {{ ref('stg_hardware__hardware') }} as hardware
left join (
    select hardware_name, sum(models) as models
    from {{ ref('training_hardware_names') }}
    where hardware_name is not null
    group by hardware_name
) as used on hardware.hardware_name = used.hardware_name
where
    hardware.vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
    and hardware.peak_flop_per_second is not null
