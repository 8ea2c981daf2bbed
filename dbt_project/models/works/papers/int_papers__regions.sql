select distinct
    countries.paper_key,
    coalesce(regions.region, 'elsewhere') as region
from {{ ref('int_papers__countries') }} as countries
left join {{ ref('country_region') }} as regions on countries.country = regions.country
