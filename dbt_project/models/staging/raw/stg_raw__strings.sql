-- Affiliations of a user's own file; none in a refresh.
select line, affiliation
from {{ source('raw', 'strings') }}
