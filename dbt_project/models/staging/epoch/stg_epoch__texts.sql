{{ config(materialized='view') }}

select
    snapshot_id || ':' || part || ':' || cast(source_row as varchar) as model_id,
    snapshot_id,
    nullif({{ replace_all('model', '^\\s+|\\s+$', '') }}, '') as model,
    domain,
    task,
    abstract
from {{ source('raw', 'epoch_models') }}
