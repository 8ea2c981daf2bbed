{{ config(materialized='view') }}

select
    {{ paper_key() }} as paper_key,
    snapshot_id,
    cast(year as integer) as year,
    trim(title) as title,
    keywords,
    abstract
from {{ source('raw', 'papercopilot_papers') }}
