{{ config(materialized='view') }}

{% for list in ['stg_lists__papers', 'stg_papercopilot__papers'] -%}
select
    'papers' as entity,
    paper_key as work_key,
    snapshot_id,
    year,
    coalesce(title, '') as title,
    coalesce(keywords, '') as keywords,
    coalesce(abstract, '') as abstract
from {{ ref(list) }}
{% if list == 'stg_lists__papers' -%}
where tags is null
{% endif -%}
union all
{% endfor -%}
select
    'papers',
    paper_key,
    snapshot_id,
    year,
    coalesce(title, ''),
    '',
    coalesce(abstract, '')
from {{ ref('stg_openalex__texts') }}
union all
select
    'models',
    {{ text_id('model_id') }},
    snapshot_id,
    null,
    coalesce(model, ''),
    coalesce(domain, '') || ' ; ' || coalesce(task, ''),
    coalesce(abstract, '')
from {{ ref('stg_epoch__texts') }}
