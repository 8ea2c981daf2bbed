-- Vintages of the lists of models, and the run that first saw their files as they are.
{{ config(materialized='incremental', unique_key=['source', 'vintage']) }}

with labelled as (
    select {{ source_label('snapshots') }} as source, vintage, sha256
    from {{ source('raw', 'epoch_snapshots') }} as snapshots
),

held as (
    select source, vintage, {{ joined_texts('sha256', ' ') }} as files
    from labelled
    group by source, vintage
)

select source, vintage, files, '{{ invocation_id }}' as landed_in
from held
{% if is_incremental() -%}
where (source, vintage, files) not in (select source, vintage, files from {{ this }})
{%- endif %}
