{{ config(materialized='incremental', unique_key=['source', 'vintage']) }}

with labelled as (
    select {{ source_label('snapshots') }} as source, vintage, sha256
    from {{ source('raw', 'epoch_snapshots') }} as snapshots
),

current_files as (
    select source, vintage, {{ joined_texts('sha256', ' ') }} as files
    from labelled
    group by source, vintage
)

select source, vintage, files, '{{ invocation_id }}' as landed_in
from current_files
{% if is_incremental() -%}
where (source, vintage, files) not in (select source, vintage, files from {{ this }})
{%- endif %}
