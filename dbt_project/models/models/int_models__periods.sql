{{ config(materialized='view') }}

select
    models.*,
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, models.vintage) as period_end,
    periods.is_year
from {{ ref('int_models__populations') }} as models
inner join {{ ref('int_periods') }} as periods on models.year between periods.first_year and periods.last_year
