-- The shares that each edition's list has, and those that the lists of other editions predict.
select
    forecasts.venue,
    cast(forecasts.year as integer) as year,
    forecasts.metric,
    forecasts.team_class,
    forecasts.source as listed_by,
    works.vintage,
    cast(forecasts.n as bigint) as n,
    forecasts.found,
    forecasts.value,
    forecasts.ci_low,
    forecasts.ci_high,
    forecasts.z,
    forecasts.found between forecasts.ci_low and forecasts.ci_high as is_inside
from {{ ref('int_edition_forecasts') }} as forecasts
inner join (
    select
        venue,
        year,
        source,
        max(vintage) as vintage
    from {{ ref('int_field_works') }}
    group by venue, year, source
) as works
    on forecasts.venue = works.venue and forecasts.year = works.year and forecasts.source = works.source
