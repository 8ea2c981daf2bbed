-- Every calendar year that a record may have, with or without stored data.
with years as (
    select unnest(range(1900, 2101)) as year
)

select
    cast(year as varchar) as period,
    cast(cast(year as varchar) || '-01-01' as date) as period_start,
    cast(cast(year as varchar) || '-12-31' as date) as period_end,
    cast(year as integer) as first_year,
    cast(year as integer) as last_year,
    true as is_year
from years
union all
select
    period,
    period_start,
    period_end,
    coalesce(cast(extract(year from period_start) as integer), 0),
    coalesce(cast(extract(year from period_end) as integer), 9999),
    false
from {{ ref('reporting_period') }}
