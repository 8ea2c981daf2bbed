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
    shares.definition,
    shares.utilization_level,
    shares.source,
    shares.vintage,
    shares.period,
    shares.team_class,
    shares.n,
    shares.n_unknown,
    case when shares.n >= {{ smallest_n() }} then cast(shares.k as bigint) end as k,
    {% for column in ['value', 'ci_low', 'ci_high'] -%}
    case when shares.n >= {{ smallest_n() }} then shares.{{ column }} end as {{ column }},
    {% endfor -%}
    cast(falls.fall.first_year as integer) as first_year,
    cast(falls.fall.last_year as integer) as last_year,
    {% for column in ['year', 'year_low', 'year_high'] -%}
    cast(falls.fall.{{ column }} as integer) as half_{{ column }},
    {% endfor -%}
    falls.fall.state as half_state
from {{ ref('int_reachable_shares') }} as shares
left join falls
    on
        shares.definition = falls.definition
        and shares.utilization_level = falls.utilization_level
        and shares.source = falls.source
        and shares.vintage = falls.vintage
        and shares.team_class is not distinct from falls.team_class
