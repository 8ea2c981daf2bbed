select
    * exclude (parts),
    nullif(list_sort(list_distinct(list_transform(parts, lambda part: part.part))), []) as lists
from {{ ref('stg_raw__snapshots') }}
