-- The origin follows the rule for team classes (docs/metrics.md section 2.3).
with models as (
    select *, {{ sector_flags('sectors') }} from {{ ref('pretrained_model') }}
),

names as (
    select
        model,
        -- If one name of a model means only its weights, the model counts as more than an architecture.
        bool_and(coalesce(context, '') = 'pretraining') as is_architecture
    from {{ ref('pretrained_model_name') }}
    where model is not null
    group by model
)

select
    models.model,
    models.made_by,
    models.sectors,
    case {{ team_class('models.has_academia', 'models.has_industry', 'models.has_other') }}
        when 'academic_only' then 'academia'
        when 'industry_only' then 'industry'
        when 'academia_industry' then 'academia+industry'
        else 'other'
    end as origin,
    models.has_academia,
    models.has_industry,
    models.has_other,
    models.released,
    cast(substring(models.released, 1, 4) as integer) as released_year,
    models.openness,
    names.is_architecture,
    models.source
from models
inner join names on models.model = names.model
