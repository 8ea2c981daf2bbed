with populations as (
    select
        model_id,
        list_sort(list(distinct definition)) as definitions
    from {{ ref('int_models__populations') }}
    where coalesce(statistic, budget) is null
    group by model_id
),

countries as (
    select
        model_id,
        coalesce(string_agg(distinct country_code, '+' order by country_code), '') as country_codes,
        coalesce(string_agg(distinct region, '+' order by region), '') as regions
    from {{ ref('int_models__countries') }}
    where country_code is not null
    group by model_id
),

owners as (
    select
        model_id,
        list_sort(list(distinct owner)) as owners
    from {{ ref('int_models__organizations') }}
    group by model_id
)

select
    models.model_id,
    models.source,
    models.vintage,
    models.list,
    models.snapshot_id,
    models.source_row,
    models.model,
    models.organization,
    owners.owners,
    models.organization_categorization,
    models.labelled_class,
    models.team_class,
    models.has_academia,
    models.has_industry,
    models.class_evidence,
    models.base_model,
    bases.base_class,
    bases.base_maker,
    bases.base_log10_flop,
    models.publication_date,
    models.year_fraction,
    models.domain,
    models.country,
    countries.country_codes,
    countries.regions,
    models.training_compute_flop,
    models.log10_flop,
    models.training_compute_lower_bound,
    models.training_compute_upper_bound,
    models.confidence,
    models.model_accessibility,
    labels.is_open,
    models.notability_criteria,
    models.link,
    populations.definitions
from {{ ref('int_models') }} as models
left join populations on models.model_id = populations.model_id
left join countries on models.model_id = countries.model_id
left join owners on models.model_id = owners.model_id
left join {{ ref('int_models__bases') }} as bases on models.model_id = bases.model_id
left join {{ ref('accessibility_label') }} as labels on lower(models.model_accessibility) = labels.label
