-- Where topics are looked for: the head (title and keywords, or name, domain and task) and the abstract.
{{ config(materialized='view') }}

select
    'papers' as entity,
    paper_id as work_key,
    {{ dbt.concat(["coalesce(title, '')", "' ; '", "coalesce(keywords, '')"]) }} as head,
    coalesce(abstract, '') as abstract
from {{ ref('stg_papercopilot__papers') }}
union all
select 'papers', paper_id, coalesce(title, ''), ''
from {{ ref('stg_openalex__works') }}
union all
select
    'models',
    model_id,
    {{ dbt.concat(["coalesce(model, '')", "' ; '", "coalesce(domain, '')", "' ; '", "coalesce(task, '')"]) }},
    coalesce(abstract, '')
from {{ ref('stg_epoch__models') }}
