{{ config(materialized='view') }}

-- The newest period of the field, or its newest year.
select
    period,
    period_start,
    period_end
from {{ ref('int_field_shares') }}
where metric = 'any_industry_share'
order by period_end desc, period_start
limit 1
