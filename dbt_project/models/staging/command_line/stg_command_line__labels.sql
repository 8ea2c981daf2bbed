select label_set, affiliation, sectors
from {{ source('raw', 'labels') }}
where affiliation is not null and sectors is not null
