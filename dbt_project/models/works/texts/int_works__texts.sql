{{ config(materialized='view') }}

select
    'papers' as entity,
    paper_key as work_key,
    snapshot_id,
    year,
    coalesce(title, '') as title,
    -- Some lists write the area before the keyword: `AI Ethics, Trust, Fairness: Safety` is about safety.
    regexp_replace(coalesce(keywords, ''), '[^;]*: ', '', 'g') as keywords,
    coalesce(abstract, '') as abstract
from {{ ref('stg_papercopilot__texts') }}
{% for list in ['stg_lists__papers', 'stg_acl_anthology__papers', 'stg_crossref__papers', 'stg_programme__papers'] %}
    union all
    select
        'papers',
        paper_key,
        snapshot_id,
        year,
        coalesce(title, ''),
        coalesce(keywords, ''),
        coalesce(abstract, '')
    from {{ ref(list) }}
{% endfor %}
union all
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
