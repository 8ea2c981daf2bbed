-- Years and periods of the field. The newest period ends with the last year of which a third of the papers are listed with
-- a known class.
with listed as (
    select venue, year, max(n) as n
    from {{ ref('int_field_lists') }}
    where metric = 'any_industry_share'
    group by all
),

years as (
    select
        year,
        sum(least(coalesce(listed.n, 0), editions.accepted)) as listed,
        sum(least(coalesce(listed.n, 0), editions.accepted)) >= sum(editions.accepted) / 3 as is_covered
    from {{ ref('int_field_editions') }} as editions
    left join listed using (venue, year)
    group by year
),

ends as (
    select
        min(year) filter (where listed > 0) as first_year,
        max(year) filter (where listed > 0) as last_year,
        max(year) filter (where is_covered) as last_covered
    from years
),

-- A period that is cut has the name of its years, and is a year where it has one.
spans as (
    select
        if(periods.last_year > ends.last_covered, periods.first_year || '-' || ends.last_covered, periods.period) as period,
        periods.period_start,
        least(periods.period_end, make_date(ends.last_covered, 12, 31)) as period_end,
        greatest(periods.first_year, ends.first_year) as first_year,
        least(periods.last_year, ends.last_covered) as last_year,
        false as is_year
    from {{ ref('int_periods') }} as periods
    cross join ends
    where not periods.is_year and periods.first_year between ends.first_year and ends.last_covered - 1
    union all
    select periods.* from {{ ref('int_periods') }} as periods
    cross join ends
    where periods.is_year and periods.first_year between ends.first_year and ends.last_year
)

select
    spans.*,
    spans.last_year = ends.last_covered and spans.first_year = min(spans.first_year) over (partition by spans.last_year) as is_newest
from spans
cross join ends
