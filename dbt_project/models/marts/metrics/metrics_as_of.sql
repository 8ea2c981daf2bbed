-- An estimate is valid until the next vintage that supports the metric and definition. An estimate does not
-- end because a later vintage lacks its list. A list of one venue and year has its own vintages.
select
    *,
    vintage as valid_from,
    coalesce(min(vintage) over later, date '9999-12-31') as valid_to,
    min(vintage) over later is null as is_latest
from {{ ref('metrics') }}
window later as (
    partition by metric, definition, source, venue, case when venue is not null then period end
    order by vintage range between interval 1 day following and unbounded following
)
