-- A site keeps what it has until the next date of its timeline. In the year of the vintage, sites in place are those
-- of the day of the vintage, and planned ones those of the end of the year.
with years as (
    select
        source,
        vintage,
        unnest(generate_series(extract(year from min(date)), extract(year from max(date)))) as year
    from {{ ref('stg_data_centers__timelines') }}
    group by source, vintage
),

days as (
    {% for definition, comparison in [('data_centers_in_place', '<='), ('data_centers_planned', '>=')] -%}
    select
        '{{ definition }}' as definition,
        source,
        vintage,
        cast(year as integer) as year,
        {% if loop.first %}least(make_date(cast(year as integer), 12, 31), vintage){% else -%}
        make_date(cast(year as integer), 12, 31){% endif %} as day
    from years
    where year {{ comparison }} extract(year from vintage)
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    days.definition,
    days.source,
    days.vintage,
    days.year,
    days.day,
    timelines.site,
    timelines.owner,
    coalesce(owners.owner_class, 'unknown') as owner_class,
    timelines.country,
    arg_max(timelines.h100e, timelines.date) as h100e,
    arg_max(timelines.power_mw, timelines.date) as power_mw
from days
inner join {{ ref('stg_data_centers__timelines') }} as timelines
    on
        days.source = timelines.source
        and days.vintage = timelines.vintage
        and days.day >= timelines.date
left join {{ ref('compute_owner') }} as owners on timelines.owner = owners.owner
group by all
having arg_max(timelines.h100e, timelines.date) > 0
