select
    venue,
    cast(year as integer) as year,
    cast(accepted as bigint) as accepted,
    source,
    cast(all_tracks as bigint) as all_tracks,
    all_source,
    note
from {{ source('raw', 'editions') }}
