-- Each headline number with its period; `year` stands for every calendar year.
select headlines.* replace (periods.period as period)
from {{ ref('headline_number') }} as headlines
inner join {{ ref('int_periods') }} as periods
    on headlines.period = case when periods.is_year then 'year' else periods.period end
