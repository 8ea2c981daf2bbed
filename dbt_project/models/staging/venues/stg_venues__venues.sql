select venue, name
from {{ source('raw', 'venues') }}
