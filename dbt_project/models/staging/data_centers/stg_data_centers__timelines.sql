-- The fuller of two tables of one vintage counts. Both tables of a vintage are joined by the name of the site.
with read_rows as (
    select raw.*
    from {{ source('raw', 'data_centers_data_centers') }} as raw
    inner join ({{ kept_files('data_centers_data_centers', 'part, vintage') }}) as files using (snapshot_id, part)
)

select
    'data_centers' as source,
    timelines.vintage,
    timelines.site,
    timelines.date,
    -- The first of several owners, without its mark of confidence: `Google Cloud #confident, Google #likely`.
    max(nullif(trim(split_part(split_part(sites.owner, ',', 1), '#', 1)), '')) as owner,
    max(sites.country) as country,
    -- A later row of the same day is the later state of the site.
    arg_max(timelines.h100e, timelines.source_row) as h100e,
    arg_max(timelines.power_mw, timelines.source_row) as power_mw
from read_rows as timelines
left join read_rows as sites
    on timelines.vintage = sites.vintage and timelines.site = sites.site and sites.part = 'sites'
where timelines.part = 'timelines'
group by timelines.vintage, timelines.site, timelines.date
