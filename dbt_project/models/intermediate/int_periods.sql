-- Every calendar year that any record has, and the fixed periods.
with years as (
    select distinct year from {{ ref('int_models') }} where year is not null
    union
    select distinct year from {{ ref('int_papers') }} where year is not null
)

select
    cast(year as {{ dbt.type_string() }}) as period,
    cast({{ dbt.concat(["cast(year as " ~ dbt.type_string() ~ ")", "'-01-01'"]) }} as date) as period_start,
    cast({{ dbt.concat(["cast(year as " ~ dbt.type_string() ~ ")", "'-12-31'"]) }} as date) as period_end,
    year as first_year,
    year as last_year,
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
