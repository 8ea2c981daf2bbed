-- A site keeps what it has until the next date of its timeline. In the year of the vintage, sites in place are those
-- of the day of the vintage, and planned ones those of the end of the year.
with years as (
    select
        source,
        vintage,
        cast(unnest(generate_series(year(min(date)), year(max(date)))) as integer) as year
    from {{ ref('stg_data_centers__timelines') }}
    group by source, vintage
),

days as (
    select
        *,
        'data_centers_in_place' as definition,
        least(make_date(year, 12, 31), vintage) as day
    from years
    where year <= year(vintage)
    union all
    select
        *,
        'data_centers_planned',
        make_date(year, 12, 31)
    from years
    where year >= year(vintage)
)

select
    days.*,
    timelines.site,
    timelines.owner,
    country_name.country_code as country,
    coalesce(owners.owner_class, 'unknown') as owner_class,
    arg_max(timelines.h100e, timelines.date) as h100e,
    arg_max(timelines.power_mw, timelines.date) as power_mw
from days
inner join {{ ref('stg_data_centers__timelines') }} as timelines
    on days.source = timelines.source and days.vintage = timelines.vintage and days.day >= timelines.date
left join {{ ref('compute_owner') }} as owners on timelines.owner = owners.owner
left join {{ ref('country_name') }} as country_name on timelines.country = country_name.country
group by all
having arg_max(timelines.h100e, timelines.date) > 0
