-- The rules are those of docs/metrics.md section 3, and apply inside one vintage.
with notable as (
    select *, lower(coalesce(notability_criteria, '')) as criteria
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
    select *, 'sevilla_large_scale' as sevilla_definition from notable where log10_flop is not null
),

scratch as (
    select * from notable where has_base_model and base_model is null
),

sheet_rows_compute as (
    select *, 'sevilla_large_scale_sheet_rows' as sevilla_definition
    from {{ ref('int_models') }}
    where list = 'sheet' and log10_flop is not null
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

both_bases as (
    select *, cast(log10_flop as decimal(15, 12)) as exact_flop
    from (
        select * exclude (criteria) from notable_compute
        union all
        select * from sheet_rows_compute
    ) as bases
    where publication_date is not null
),

windowed as (
    select
        model_id, sevilla_definition, publication_date, log10_flop,
        count(*) over year_around as n_around,
        cast(sum(exact_flop) over year_around as double) as sum_around,
        cast(sum(exact_flop * exact_flop) over year_around as double) as squares_around
    from both_bases
    window year_around as (
        partition by source, vintage, sevilla_definition order by publication_date
        range between interval 364 days preceding and interval 364 days following
    )
),

spread as (
    select
        *,
        sum_around / n_around as mean_around,
        sqrt(greatest(squares_around / n_around - power(sum_around / n_around, 2), 0)) as sd_around
    from windowed
),

members as (
    select 'notable' as definition, model_id from notable
    union all
    select 'notable_compute_known', model_id from notable_compute
    union all
    select 'sheet_rows', model_id from {{ ref('int_models') }} where list = 'sheet'
    union all
    select 'sheet_rows_compute_known', model_id from sheet_rows_compute
    union all
    select 'paper_filter', model_id
    from notable_compute
    where
        criteria like '%sota improvement%'
        or criteria like '%highly cited%'
        or regexp_matches(criteria, '(^|,) *historical')
    union all
    select 'all_models', model_id from {{ ref('int_models') }} where list = 'all'
    union all
    select 'all_models_compute_known', model_id
    from {{ ref('int_models') }}
    where list = 'all' and log10_flop is not null
    union all
    select 'large_scale_1e23', model_id from notable_compute where training_compute_flop >= 1e23
    union all
    select 'near_record_3oom', model_id from record where gap_to_record <= 3
    union all
    select sevilla_definition, model_id
    from spread
    where
        n_around >= 2
        and sd_around > 0
        and (log10_flop - mean_around) / sd_around > 0.76
        and publication_date > date '2015-09-01'
    union all
    select 'self_supervised', model_id from {{ ref('int_models') }} where has_self_supervised and is_self_supervised
    union all
    select 'from_scratch', model_id from scratch
    union all
    select 'from_scratch_compute_known', model_id from scratch where log10_flop is not null
    union all
    select 'adapted', model_id from notable where base_model is not null
),

-- The same models, with the class that our rules give them.
all_members as (
    select * from members
    union all
    select definition || '_classed', model_id
    from members
    where definition in ('notable', 'notable_compute_known', 'all_models', 'all_models_compute_known')
)

select
    all_members.definition, models.model_id, models.source, models.vintage, models.model,
    models.publication_date, models.year, models.year_fraction,
    if({{ is_classed('all_members.definition') }}, models.team_class, models.labelled_class) as team_class,
    models.main_owner,
    if({{ is_classed('all_members.definition') }}, models.has_industry, models.is_labelled_industry) as has_industry,
    models.training_compute_flop, models.log10_flop, models.model_accessibility, models.has_accessibility,
    models.has_country
from all_members
inner join {{ ref('int_models') }} as models on all_members.model_id = models.model_id
