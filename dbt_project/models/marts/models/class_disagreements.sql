select
    models.source,
    models.vintage,
    models.model,
    models.publication_date,
    models.organization,
    models.organization_categorization,
    models.labelled_class,
    models.team_class,
    models.class_evidence,
    models.base_model,
    models.training_compute_flop,
    models.model_id
from {{ ref('int_models') }} as models
inner join {{ ref('int_models__populations') }} as populations
    on models.model_id = populations.model_id and populations.definition = 'notable_classed'
where models.team_class <> models.labelled_class
