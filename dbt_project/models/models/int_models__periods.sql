select
    populations.definition,
    models.source,
    models.vintage,
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, models.vintage) as period_end,
    periods.is_year,
    models.model_id,
    models.model,
    models.publication_date,
    models.team_class,
    models.main_owner,
    models.has_industry,
    models.training_compute_flop,
    models.log10_flop,
    models.model_accessibility,
    models.has_accessibility,
    models.has_country
from {{ ref('int_models__populations') }} as populations
inner join {{ ref('int_models') }} as models on populations.model_id = models.model_id
inner join {{ ref('int_periods') }} as periods
    on models.year between periods.first_year and periods.last_year
