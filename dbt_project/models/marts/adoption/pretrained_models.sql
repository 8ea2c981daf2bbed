with works as (
    select
        mentions.model,
        count(*) as works,
        count(*) filter (where periods.team_class = 'academic_only') as academic_only_works,
        min(periods.period) as first_year,
        max(periods.period) as last_year
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_papers__periods') }} as periods on mentions.paper_key = periods.paper_key
    where periods.definition = 'accepted' and periods.venue is null and periods.is_year
    group by mentions.model
),

names as (
    select
        model,
        {{ sorted_texts('name') }} as names,
        count(context) = count(*) as needs_context
    from {{ ref('pretrained_model_name') }}
    where model is not null
    group by model
)

select
    models.model,
    models.made_by,
    models.sectors,
    models.origin,
    models.released,
    models.openness,
    models.is_architecture,
    names.names,
    names.needs_context,
    models.source,
    coalesce(works.works, 0) as works,
    coalesce(works.academic_only_works, 0) as academic_only_works,
    cast(works.first_year as integer) as first_year,
    cast(works.last_year as integer) as last_year
from {{ ref('int_pretrained_models') }} as models
inner join names on models.model = names.model
left join works on models.model = works.model
