select
    definition,
    source,
    vintage,
    year,
    day,
    case when grouping(owner) = 0 then 'owner' when grouping(country) = 0 then 'country' else 'all' end as level,
    owner,
    owner_class,
    country,
    count(*) as n,
    sum(h100e order by site) as h100e,
    sum(power_mw order by site) as power_mw
from {{ ref('int_data_center_sites') }}
group by
    definition, source, vintage, year, day,
    grouping sets ((), (owner, owner_class), (country))
