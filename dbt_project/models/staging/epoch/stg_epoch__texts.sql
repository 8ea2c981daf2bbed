{{ config(materialized='view') }}

select
    snapshot_id || ':' || part || ':' || cast(source_row as varchar) as model_id,
    snapshot_id,
    nullif(regexp_replace(model, '^\s+|\s+$', '', 'g'), '') as model,
    domain,
    task,
    abstract
from {{ source('raw', 'epoch_models') }}
semi join ({{ kept_vintages('epoch_models') }}) as kept using (vintage)
