-- The models that choices on an answer may keep: the notable ones of its list, and all of the newest list of all.
with lists as (
    select distinct
        source,
        vintage
    from {{ ref('int_answers') }}
    where age = 1 and counted = 'models'
)

select
    models.* replace (
        if(
            models.vintage = lists.vintage, models.choices,
            list_filter(models.choices, lambda choice: choice <> 'notable')
        ) as choices
    ),
    bases.base_log10_flop
from {{ ref('int_models') }} as models
inner join lists on models.source = lists.source
left join {{ ref('int_models__bases') }} as bases on models.model_id = bases.model_id
where models.year is not null
qualify
    (models.vintage = lists.vintage and models.is_notable)
    or (models.list = 'all' and models.vintage = max(models.vintage) over (partition by models.source, models.list))
