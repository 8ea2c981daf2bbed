{{ config(materialized='incremental', incremental_strategy='append') }}

with stored as (
    {% for table in ['openalex_snapshots', 'papercopilot_snapshots', 'epoch_snapshots'] -%}
    select snapshot_id from {{ source('raw', table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select snapshot_id, '{{ invocation_id }}' as landed_in
from stored
{% if is_incremental() -%}
where snapshot_id not in (select snapshot_id from {{ this }})
{%- endif %}
