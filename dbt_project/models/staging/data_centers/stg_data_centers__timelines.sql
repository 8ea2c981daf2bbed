-- The fuller of two tables of one vintage counts. Both tables of a vintage are joined by the name of the site.
with files as (
    select snapshot_id, part
    from {{ source('raw', 'data_centers_data_centers') }}
    group by snapshot_id, part, vintage
    qualify row_number() over (partition by vintage, part order by count(*) desc, snapshot_id desc) = 1
),

read_rows as (
    select raw.*
    from {{ source('raw', 'data_centers_data_centers') }} as raw
    inner join files on raw.snapshot_id = files.snapshot_id and raw.part = files.part
),

sites as (
    select distinct on (vintage, site)
        vintage,
        site,
        -- The first of several owners, without its mark of confidence: `Google Cloud #confident, Google #likely`.
        nullif(trim(split_part(split_part(owner, ',', 1), '#', 1)), '') as owner,
        country
    from read_rows
    where part = 'sites'
    order by vintage, site, source_row
)

select
    'data_centers' as source,
    timelines.vintage,
    timelines.site,
    timelines.date,
    sites.owner,
    country_name.country_code as country,
    -- A later row of the same day is the later state of the site.
    last(timelines.h100_equivalents order by timelines.source_row) as h100e,
    last(timelines.power_mw order by timelines.source_row) as power_mw
from read_rows as timelines
left join sites on timelines.vintage = sites.vintage and timelines.site = sites.site
left join {{ ref('country_name') }} as country_name on sites.country = country_name.country
where timelines.part = 'timelines'
group by all
