select
    source,
    vintage,
    harvested_until,
    count(days_later) as n,
    count(*) filter (where days_later is null) as n_unknown,
    count(*) filter (where days_later = 0) as same_day,
    count(*) filter (where days_later between -7 and 7) as within_7_days,
    count(*) filter (where days_later between -31 and 31) as within_31_days,
    count(*) filter (where days_later < 0) as earlier,
    count(*) filter (where days_later > 0) as later
from {{ ref('model_dates') }}
group by source, vintage, harvested_until
