{{ config(materialized='view') }}

-- The models that the choices of a definition keep, with the classes that it takes. Nothing is copied.
select
    definitions.definition,
    definitions.statistic,
    definitions.budget,
    models.* exclude (country) replace (
        if(definitions.labels = 'our_classes', models.team_class, models.labelled_class) as team_class,
        if(definitions.labels = 'our_classes', models.has_academia, models.is_labelled_academia) as has_academia,
        if(definitions.labels = 'our_classes', models.has_industry, models.is_labelled_industry) as has_industry
    )
from {{ ref('int_definitions') }} as definitions
inner join {{ ref('int_models') }} as models on list_has_all(models.choices, definitions.choices)
