with stated as (
    select distinct
        paper_key,
        country_code as country
    from {{ ref('int_mentions') }}
    where country_code is not null
)

select
    stated.paper_key,
    stated.country,
    coalesce(regions.region, 'elsewhere') as region,
    coalesce(regions.in_eu, false) as in_eu,
    -- A work is in equal parts in each of its countries.
    1.0 / count(*) over (partition by stated.paper_key) as part
from stated
left join {{ ref('country_region') }} as regions on stated.country = regions.country
