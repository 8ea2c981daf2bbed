with notable as (
    select
        models.source,
        models.vintage,
        models.model_id,
        models.model,
        models.publication_date,
        {{ arxiv_id_in('models.link') }} as arxiv_id,
        max(models.vintage) over (partition by models.source) as newest
    from {{ ref('int_models__populations') }} as populations
    inner join {{ ref('int_models') }} as models on populations.model_id = models.model_id
    where populations.definition = 'notable'
)

select
    notable.source,
    notable.vintage,
    harvest.harvested_until,
    notable.model,
    notable.arxiv_id,
    notable.publication_date,
    records.created as first_version,
    cast({{ days_between('records.created', 'notable.publication_date') }} as integer) as days_later,
    notable.model_id
from notable
cross join {{ ref('int_arxiv_harvest') }} as harvest
left join {{ ref('stg_arxiv__records') }} as records on notable.arxiv_id = records.arxiv_id
where notable.vintage = notable.newest and notable.arxiv_id is not null
