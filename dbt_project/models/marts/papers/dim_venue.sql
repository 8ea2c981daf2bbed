select venue, name
from {{ ref('stg_venues__venues') }}
