select
    definition,
    source,
    vintage,
    year,
    day,
    owner,
    owner_class,
    country,
    count(*) as n,
    sum(h100e order by site) as h100e,
    sum(power_mw order by site) as power_mw
from {{ ref('int_data_center_sites') }}
group by all
