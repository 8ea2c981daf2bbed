{{ config(materialized='ephemeral') }}

with papers as (
    select
        papers.paper_key,
        papers.venue,
        papers.year,
        papers.title
    from {{ ref('int_papers') }} as papers
    inner join {{ ref('int_papers__accelerators') }} as abstracts on papers.paper_key = abstracts.paper_key
    where papers.is_latest and abstracts.has_accelerator is not null
),

guards as (
    select
        model,
        -- The name with the weakest context rule decides for the model.
        min(coalesce(context, '')) as context
    from {{ ref('pretrained_model_name') }}
    where model is not null
    group by model
),

labels as (
    select
        'mention' as kind,
        venue,
        year,
        title,
        model,
        draw,
        is_mention,
        use
    from {{ ref('pretrained_mention_label') }}
    union all
    select
        'reading',
        venue,
        year,
        title,
        model,
        null,
        true,
        null
    from {{ ref('pretrained_reading') }}
    where model is not null
)

select
    labels.kind,
    labels.venue,
    labels.year,
    labels.title,
    labels.model,
    labels.draw,
    labels.is_mention,
    labels.use,
    guards.model is not null as is_listed,
    coalesce(guards.context, '') as context,
    mentions.paper_key is not null as is_found
from labels
inner join papers
    on labels.venue = papers.venue and labels.year = papers.year and labels.title = papers.title
left join guards on labels.model = guards.model
left join {{ ref('int_papers__pretrained') }} as mentions
    on papers.paper_key = mentions.paper_key and labels.model = mentions.model and mentions.searched = 'abstract'
