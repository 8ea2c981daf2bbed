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
inner join ({{ kept_files('chip_owners_stocks') }}) as files using (snapshot_id, vintage)
