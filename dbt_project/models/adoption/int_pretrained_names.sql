-- A name without a model hides the shorter names inside it.
select
    names.name,
    names.model,
    names.is_case_sensitive,
    names.context,
    cast(substring(models.released, 1, 4) as integer) as released
from {{ ref('pretrained_model_name') }} as names
left join {{ ref('pretrained_model') }} as models on names.model = models.model
