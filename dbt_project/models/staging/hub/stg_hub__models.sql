-- If a vintage has two listings, the one with more rows counts.
with files as (
    select snapshot_id
    from {{ source('raw', 'hub_models') }}
    group by snapshot_id, vintage
    qualify row_number() over (partition by vintage order by count(*) desc, snapshot_id desc) = 1
)

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
inner join files on raw.snapshot_id = files.snapshot_id
