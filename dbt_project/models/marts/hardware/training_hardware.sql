with newest as (
    select source, max(vintage) as vintage
    from {{ ref('int_models') }}
    group by source
)

select
    models.source, models.vintage, hardware.hardware_vintage, models.model, models.publication_date,
    models.team_class, hardware.training_hardware,
    cast(round(hardware.hardware_quantity) as bigint) as hardware_quantity,
    hardware.hardware_name, hardware.peak_rule, hardware.device_flop_per_second,
    hardware.setup_flop_per_second, hardware.lacks, models.model_id
from {{ ref('int_models') }} as models
inner join newest on models.source = newest.source and models.vintage = newest.vintage
inner join {{ ref('int_models__populations') }} as populations
    on models.model_id = populations.model_id and populations.definition = 'notable'
inner join {{ ref('int_training_hardware') }} as hardware on models.model_id = hardware.model_id
