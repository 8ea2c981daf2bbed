-- The year from which a budget reaches less than half of the models, with the range of years that the
-- intervals allow. The test of each year is one-sided at 5%. If a fall lasts, only one year on each side of
-- it could be mistaken for it.
{% set cell = 'definition, utilization_level, source, vintage, team_class' %}

with years as (
    select
        {{ cell }},
        cast(period as integer) as year,
        k * 1.0 / n >= 0.5 as is_half,
        {{ organization_wilson(-1) }} > 0.5 as is_surely_half,
        {{ organization_wilson(1) }} < 0.5 as is_surely_less
    from {{ with_t_quantile(ref('int_reachable_shares'), 0.95) }} as shares
    where n >= {{ smallest_n() }}
),

edges as (
    select
        *,
        max(year) filter (where is_half) over series as last_half,
        max(year) filter (where is_surely_half) over series as last_sure_half
    from years
    window series as (partition by {{ cell }})
),

halves as (
    select
        {{ cell }},
        count(*) as years,
        min(year) as first_year,
        max(year) as last_year,
        min(year) filter (where year > coalesce(last_half, 0)) as year,
        min(year) filter (where year > coalesce(last_sure_half, 0)) as earliest,
        min(year) filter (where year > coalesce(last_sure_half, 0) and is_surely_less) as latest
    from edges
    group by {{ cell }}
)

select
    {{ cell }},
    years,
    first_year,
    last_year,
    case when year is null then 'not_yet' when year = first_year then 'before_data' else 'in_data' end as state,
    case when year > first_year then year end as year,
    case when coalesce(earliest, last_year + 1) > first_year then coalesce(earliest, last_year + 1) end as year_low,
    case when latest is not null and year is not null then greatest(latest, year) end as year_high
from halves
