-- Each headline number with its period; `year` stands for every calendar year, `quarter` for each with chips, and
-- `field` for the newest of the field. It has no other dimension.
with periods as (
    select period, case when is_year then 'year' else period end as stands_in from {{ ref('int_periods') }}
    union
    select period, 'quarter' from {{ ref('int_compute_stocks') }}
    union
    -- Periods of several years that only some metrics have.
    select period, period from {{ ref('headline_number') }} where contains(period, '-')
    union
    select period, 'field' from {{ ref('int_field_newest') }}
)

select distinct
    headlines.* replace (periods.period as period),
    cast(null as varchar) as topic,
    cast(null as varchar) as country,
    cast(null as varchar) as region,
    cast(null as varchar) as venue
from {{ ref('headline_number') }} as headlines
inner join periods on headlines.period = periods.stands_in
