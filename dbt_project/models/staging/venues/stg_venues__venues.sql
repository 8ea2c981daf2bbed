select
    {{ present_key('venue') }} as venue,
    name
from {{ source('raw', 'venues') }}
