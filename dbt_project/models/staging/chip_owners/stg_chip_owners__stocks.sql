-- The fuller of two files of one vintage counts.
with files as (
    select snapshot_id
    from {{ source('raw', 'chip_owners_stocks') }}
    group by snapshot_id, vintage
    qualify row_number() over (partition by vintage order by count(*) desc, snapshot_id desc) = 1
)

select
    'chip_owners' as source,
    vintage,
    end_date,
    trim(owner) as owner,
    trim(designer) as designer,
    h100e_low,
    h100e,
    h100e_high,
    lower(coalesce(incomplete, 'false')) <> 'false' as is_incomplete
from {{ source('raw', 'chip_owners_stocks') }}
inner join files using (snapshot_id)
