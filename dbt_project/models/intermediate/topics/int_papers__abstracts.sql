{{ config(materialized='view') }}

select
    paper_id,
    trim(abstract) as abstract
from {{ ref('stg_papercopilot__papers') }}
where length(trim(abstract)) > 0
union all
select
    paper_id,
    abstract
from {{ ref('stg_openalex__texts') }}
where abstract is not null
