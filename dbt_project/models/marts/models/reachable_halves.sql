-- The year from which a budget reaches less than half of the models, with the range of years that the
-- intervals allow.
with falls as (
    select
        definition,
        utilization_level,
        source,
        vintage,
        team_class,
        fall_below_half(
            list({
                year: cast(period as bigint), value: value, effective_n: effective_n, degrees: degrees
            } order by period)
        ) as fall
    from {{ ref('int_reachable_shares') }}
    where n >= {{ smallest_n() }}
    group by all
)

select
    * exclude (fall),
    fall.years,
    {% for year in ['first_year', 'last_year', 'year', 'year_low', 'year_high'] -%}
    cast(fall.{{ year }} as integer) as {{ year }},
    {% endfor -%}
    fall.state
from falls
