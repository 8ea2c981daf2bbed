select
    {{ present_key('venue') }} as venue,
    name,
    subject
from {{ source('raw', 'venues') }}
