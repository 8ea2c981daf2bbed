select
    'hub' as source,
    raw.vintage,
    raw.model_id,
    split_part(raw.model_id, '/', 1) as account,
    cast(extract(year from raw.created_at) as integer) as year,
    raw.downloads_30d,
    raw.downloads_all_time,
    raw.likes,
    raw.tags
from {{ source('raw', 'hub_models') }} as raw
inner join ({{ kept_files('hub_models') }}) as files on raw.snapshot_id = files.snapshot_id
