-- The list repeats a country for each organisation in it.
with listed as (
    select
        model_id,
        source,
        vintage,
        unnest(regexp_split_to_array(country, ' *, *')) as piece
    from {{ ref('stg_epoch__models') }}
)

select distinct
    listed.model_id,
    listed.source,
    listed.vintage,
    listed.piece as country,
    country_name.country_code,
    case when country_name.country_code is not null then coalesce(country_region.region, 'elsewhere') end as region,
    country_name.country is not null as is_in_table
from listed
left join {{ ref('country_name') }} as country_name on listed.piece = country_name.country
left join {{ ref('country_region') }} as country_region on country_name.country_code = country_region.country
where listed.piece <> ''
