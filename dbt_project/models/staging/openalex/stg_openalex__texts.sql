{{ config(materialized='view') }}

select
    {{ paper_key() }} as paper_key,
    snapshot_id,
    cast(publication_year as integer) as year,
    trim(title) as title,
    abstract
from {{ source('raw', 'openalex_works') }}
