-- The rules are those of docs/metrics.md section 3, and apply inside one vintage.
with notable as (
    select
        *,
        lower(coalesce(notability_criteria, '')) as criteria
    from {{ ref('int_models') }}
    qualify
        list = 'notable'
        or (list = 'sheet' and (is_criteria_met or not has_criteria_met))
        or (
            list = 'all' and notability_criteria is not null and not is_excluded
            and not bool_or(list = 'notable') over (partition by source, vintage)
        )
),

notable_compute as (
    select * from notable where log10_flop is not null
),

no_base as (
    select * from notable where has_base_model and base_model is null
),

-- The criteria of Besiroglu et al. 2024.
research as (
    select *
    from notable_compute
    where
        criteria like '%sota improvement%'
        or criteria like '%highly cited%'
        or regexp_matches(criteria, '(^|,) *historical')
),

record as (
    select
        model_id,
        max(log10_flop) over (
            partition by source, vintage order by publication_date
            range between unbounded preceding and current row
        ) - log10_flop as gap_to_record
    from notable_compute
    where publication_date is not null
),

members as (
    select 'notable' as definition, model_id from notable
    union all
    select 'notable_compute_known', model_id from notable_compute
    union all
    select 'notable_compute_confident', model_id from notable_compute where lower(confidence) = 'confident'
    union all
    select 'sheet_rows', model_id from {{ ref('int_models') }} where list = 'sheet'
    union all
    select
        'sheet_rows_compute_known',
        model_id
    from {{ ref('int_models') }}
    where list = 'sheet' and log10_flop is not null
    union all
    select 'paper_filter', model_id from research
    union all
    select 'all_models', model_id from {{ ref('int_models') }} where list = 'all'
    union all
    select
        'all_models_compute_known',
        model_id
    from {{ ref('int_models') }}
    where list = 'all' and log10_flop is not null
    union all
    select 'large_scale_1e23', model_id from notable_compute where training_compute_flop >= 1e23
    union all
    select 'large_scale_1e25_classed', model_id from notable_compute where training_compute_flop >= 1e25
    union all
    select 'near_record_3oom', model_id from record where gap_to_record <= 3
    union all
    select 'no_base_named', model_id from no_base
    union all
    select 'no_base_named_compute_known', model_id from no_base where log10_flop is not null
    union all
    select 'adapted', model_id from notable where base_model is not null
    union all
    -- Of these, our rules class the organisations.
    select 'notable_classed', model_id from notable
    union all
    select 'notable_compute_known_classed', model_id from notable_compute
    union all
    select 'notable_sota_classed', model_id from notable where criteria like '%sota improvement%'
    union all
    select 'paper_filter_classed', model_id from research
    union all
    select 'all_models_classed', model_id from {{ ref('int_models') }} where list = 'all'
)

select
    members.definition,
    models.model_id,
    models.source,
    models.vintage,
    models.model,
    models.publication_date,
    models.year,
    models.year_fraction,
    if({{ is_classed('members.definition') }}, models.team_class, models.labelled_class) as team_class,
    models.main_owner,
    if({{ is_classed('members.definition') }}, models.has_academia, models.is_labelled_academia) as has_academia,
    if({{ is_classed('members.definition') }}, models.has_industry, models.is_labelled_industry) as has_industry,
    models.training_compute_flop,
    models.log10_flop,
    models.domain,
    models.confidence,
    models.model_accessibility,
    models.has_accessibility,
    models.has_country
from members
inner join {{ ref('int_models') }} as models on members.model_id = models.model_id
