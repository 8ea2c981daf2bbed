{{ config(materialized='view') }}

select
    snapshot_id || ':' || cast(source_row as varchar) as paper_id,
    snapshot_id,
    cast(publication_year as integer) as year,
    trim(title) as title,
    abstract
from {{ source('raw', 'openalex_texts') }}
