{{ config(materialized='view') }}

-- A work with an abstract is searched twice, because every list has titles, and only some have abstracts.
select
    work_key as paper_key,
    name as model,
    'title' as searched
from {{ ref('int_works__tags') }}
where kind = 'model' and in_head > 0
union all
select
    work_key,
    name,
    'abstract'
from {{ ref('int_works__tags') }}
where kind = 'model' and in_abstract > 0
