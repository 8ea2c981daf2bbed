-- The origin follows the rule for team classes (docs/metrics.md section 2.3).
with sectors as (
    select model, unnest(string_split(sectors, '+')) as sector
    from {{ ref('pretrained_model') }}
),

makers as (
    select
        model,
        bool_or(sector = 'academia') as has_academia,
        bool_or(sector = 'industry') as has_industry,
        bool_or(sector not in ('academia', 'industry')) as has_other
    from sectors
    group by model
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
    models.model, models.made_by, models.sectors,
    case {{ team_class('makers.has_academia', 'makers.has_industry', 'makers.has_other') }}
        when 'academic_only' then 'academia'
        when 'industry_only' then 'industry'
        when 'academia_industry' then 'academia+industry'
        else 'other'
    end as origin,
    makers.has_academia, makers.has_industry, makers.has_other, models.released,
    cast(substring(models.released, 1, 4) as integer) as released_year,
    models.openness, names.is_architecture, models.source
from {{ ref('pretrained_model') }} as models
inner join makers on models.model = makers.model
inner join names on models.model = names.model
