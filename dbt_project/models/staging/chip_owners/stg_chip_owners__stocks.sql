-- The fuller of two files of one vintage counts.
with files as (
    select snapshot_id
    from {{ source('raw', 'chip_owners_stocks') }}
    group by snapshot_id, vintage
    qualify row_number() over (partition by vintage order by count(*) desc, snapshot_id desc) = 1
)

select
    'chip_owners' as source,
    raw.vintage,
    raw.end_date,
    trim(raw.owner) as owner,
    trim(raw.designer) as designer,
    raw.h100_equivalents_low as h100e_low,
    raw.h100_equivalents as h100e,
    raw.h100_equivalents_high as h100e_high,
    lower(coalesce(raw.incomplete, 'false')) <> 'false' as is_incomplete
from {{ source('raw', 'chip_owners_stocks') }} as raw
inner join files on raw.snapshot_id = files.snapshot_id
