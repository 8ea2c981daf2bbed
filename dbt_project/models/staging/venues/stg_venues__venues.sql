select
    {{ present_key('venue') }} as venue,
    name,
    coalesce(language = 'yes', false) as is_language
from {{ source('raw', 'venues') }}
