-- The number of devices of each kind is not published, so only setups of one kind have a known performance.
with newest as (
    select max(vintage) as vintage from {{ ref('stg_hardware__hardware') }}
),

stated as (
    select
        model_id,
        count(*) as n_kinds,
        min(hardware_name) as hardware_name,
        min(peak_flop_per_second) as peak_flop_per_second,
        min(peak_rule) as peak_rule
    from {{ ref('int_training_hardware__kinds') }}
    group by model_id
),

devices as (
    select
        models.model_id, models.source, models.vintage,
        newest.vintage as hardware_vintage,
        models.training_hardware,
        -- Every model is trained on some device, so zero means a missing number.
        case when models.hardware_quantity > 0 then models.hardware_quantity end as hardware_quantity,
        stated.hardware_name,
        stated.peak_flop_per_second as device_flop_per_second,
        stated.peak_rule,
        case
            when newest.vintage is null then 'table'
            when stated.model_id is null then 'hardware'
            when stated.n_kinds > 1 then 'single_kind'
            when stated.hardware_name is null then 'match'
            when stated.peak_flop_per_second is null then 'performance'
        end as device_lacks
    from {{ ref('int_models') }} as models
    cross join newest
    left join stated on models.model_id = stated.model_id
)

select
    model_id, source, vintage, hardware_vintage, training_hardware, hardware_quantity,
    case when device_lacks is null then hardware_name end as hardware_name,
    case when device_lacks is null then peak_rule end as peak_rule,
    case when device_lacks is null then device_flop_per_second end as device_flop_per_second,
    case when device_lacks is null then device_flop_per_second * hardware_quantity end as setup_flop_per_second,
    coalesce(device_lacks, case when hardware_quantity is null then 'quantity' end) as lacks
from devices
