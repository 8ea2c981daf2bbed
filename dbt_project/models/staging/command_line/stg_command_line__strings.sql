select line, affiliation
from {{ source('raw', 'strings') }}
