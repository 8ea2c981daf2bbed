-- Affiliations of a user's own file; none in a refresh.
select affiliation
from {{ source('raw', 'strings') }}
where affiliation is not null
