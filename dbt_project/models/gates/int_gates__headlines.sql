-- Each headline number with its period; `year` stands for every calendar year. It has no other dimension.
select
    headlines.* replace (periods.period as period),
    cast(null as varchar) as topic,
    cast(null as varchar) as country,
    cast(null as varchar) as region,
    cast(null as varchar) as venue
from {{ ref('headline_number') }} as headlines
inner join {{ ref('int_periods') }} as periods
    on headlines.period = case when periods.is_year then 'year' else periods.period end
