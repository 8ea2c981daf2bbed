-- The estimates of metrics_as_of without an end.
select
    *,
    vintage as valid_from,
    date '9999-12-31' as valid_to,
    true as is_latest
from {{ ref('metrics') }}
qualify vintage = max(vintage) over (
    partition by metric, definition, source, venue, case when venue is not null then period end
)
