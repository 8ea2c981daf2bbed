-- Years and periods of the field. A period ends with the last year of which a third of the papers are listed.
with listed as (
    select venue, year, max(works) as works
    from {{ ref('int_field_lists') }}
    where metric = 'any_industry_share'
    group by all
),

years as (
    select
        year,
        sum(least(coalesce(listed.works, 0), editions.accepted)) as listed,
        sum(editions.accepted) as accepted
    from {{ ref('int_field_editions') }} as editions
    left join listed using (venue, year)
    group by year
),

ends as (
    select
        min(year) filter (where listed > 0) as first_year,
        max(year) filter (where listed > 0) as last_year,
        max(year) filter (where listed >= accepted / 3) as last_covered
    from years
)

-- A period that is cut has the name of its years. One that is cut to a single year is left to that year.
select
    if(periods.last_year > ends.last_covered, periods.first_year || '-' || ends.last_covered, periods.period) as period,
    periods.period_start,
    least(periods.period_end, make_date(ends.last_covered, 12, 31)) as period_end,
    periods.first_year,
    least(periods.last_year, ends.last_covered) as last_year
from {{ ref('int_periods') }} as periods
cross join ends
where not periods.is_year and periods.first_year > 0 and periods.first_year < ends.last_covered
union all
select periods.period, periods.period_start, periods.period_end, periods.first_year, periods.last_year
from {{ ref('int_periods') }} as periods
cross join ends
where periods.is_year and periods.first_year between ends.first_year and ends.last_year
