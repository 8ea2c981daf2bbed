{{ config(materialized='view') }}

select
    snapshot_id || ':' || cast(source_row as varchar) as paper_id,
    snapshot_id,
    cast(year as integer) as year,
    trim(title) as title,
    keywords,
    abstract
from {{ source('raw', 'papercopilot_papers') }}
