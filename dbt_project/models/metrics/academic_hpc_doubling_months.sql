-- A system stays for several lists, so the error is that of leaving out three years of lists at a time. A country
-- has a line where each list has an academic system of it.
with points as (
    select
        definition,
        source,
        vintage,
        country,
        unnest(['academia', null]) as sector,
        unnest([academic_rmax_tflops, rmax_tflops]) as rmax_tflops,
        year(list) + (month(list) - 0.5) / 12 as year_fraction,
        cast(year(list) // 3 as varchar) as years
    from {{ ref('int_academic_hpc') }}
    where region is null and list >= date '2010-01-01'
    window of_country as (partition by definition, source, vintage, country)
    qualify
        country is null
        or (
            min(academic_rmax_tflops) over of_country > 0
            and count(*) over of_country
            = count(*) filter (where country is null) over (partition by definition, source, vintage)
        )
)

select
    * exclude (line),
    'all' as period,
    date '2010-01-01' as period_start,
    vintage as period_end,
    0 as n_unknown,
    unnest(line),
    'months' as unit,
    'jackknife_years_t' as ci_method
from (
    select
        definition,
        source,
        vintage,
        country,
        sector,
        growth_line(
            list(year_fraction order by year_fraction),
            list(log10(rmax_tflops) order by year_fraction),
            list(years order by year_fraction)
        ) as line
    from points
    group by definition, source, vintage, country, sector
) as lines
