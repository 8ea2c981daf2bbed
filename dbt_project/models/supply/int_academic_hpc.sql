-- Rmax of each list by segment, for all countries, each country and each region. The whole list counts, because its
-- 500 systems have no unknown segment.
with placed as (
    select
        sums.* exclude (country),
        country_name.country_code as country,
        country_region.region
    from {{ ref('stg_top500__sums') }} as sums
    left join {{ ref('country_name') }} as country_name on sums.country = country_name.country
    left join {{ ref('country_region') }} as country_region on country_name.country_code = country_region.country
),

areas as (
    select *, 'all' as area, null as part from placed
    union all
    select *, 'country', country from placed where country is not null
    union all
    select *, 'region', region from placed where region is not null
)

select
    'hpc_listed' as definition,
    source,
    vintage,
    list,
    case when area = 'country' then part end as country,
    case when area = 'region' then part end as region,
    sum(systems) as systems,
    coalesce(sum(systems) filter (where segment = 'Academic'), 0) as academic_systems,
    sum(rmax_tflops order by rmax_tflops) as rmax_tflops,
    coalesce(sum(rmax_tflops order by rmax_tflops) filter (where segment = 'Academic'), 0) as academic_rmax_tflops,
    coalesce(sum(power_kw order by power_kw) filter (where segment = 'Academic'), 0) as academic_power_kw,
    coalesce(sum(systems_with_power) filter (where segment = 'Academic'), 0) as academic_systems_with_power
from areas
group by source, vintage, list, area, part
