-- The latest table of hardware serves every vintage, because the performance of a device does not change.
with named as (
    select model_id, source, vintage, unnest(regexp_split_to_array(training_hardware, ' *, *')) as piece
    from {{ ref('int_models') }}
    where training_hardware is not null
),

kinds as (
    select model_id, source, vintage, {{ hardware_key('piece') }} as hardware_key, min(piece) as named
    from named
    group by model_id, source, vintage, {{ hardware_key('piece') }}
)

select
    kinds.model_id, kinds.source, kinds.vintage, kinds.hardware_key, kinds.named, hardware.hardware_name,
    hardware.peak_flop_per_second, hardware.peak_rule
from kinds
left join {{ ref('stg_hardware__hardware') }} as hardware
    on
        kinds.hardware_key = hardware.hardware_key
        and hardware.vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
where kinds.hardware_key <> ''
