select
    definition,
    utilization_level,
    source,
    vintage,
    period,
    team_class,
    n,
    n_unknown,
    case when n >= {{ smallest_n() }} then cast(k as bigint) end as k,
    case when n >= {{ smallest_n() }} then value end as value,
    case when n >= {{ smallest_n() }} then ci_low end as ci_low,
    case when n >= {{ smallest_n() }} then ci_high end as ci_high
from {{ ref('int_reachable_shares') }}
