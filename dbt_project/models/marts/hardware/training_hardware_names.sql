select
    kinds.source, kinds.vintage, models.hardware_vintage,
    min(kinds.named) as named,
    count(*) as models,
    min(kinds.hardware_name) as hardware_name,
    min(kinds.peak_flop_per_second) as device_flop_per_second,
    min(kinds.peak_rule) as peak_rule
from {{ ref('int_training_hardware__kinds') }} as kinds
inner join {{ ref('training_hardware') }} as models on kinds.model_id = models.model_id
group by kinds.source, kinds.vintage, models.hardware_vintage, kinds.hardware_key
