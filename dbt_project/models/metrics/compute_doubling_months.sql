select
    definition,
    source,
    vintage,
    'all' as period,
    first_day as period_start,
    last_day as period_end,
    team_class,
    n,
    n_unknown,
    value,
    'months' as unit,
    ci_low,
    ci_high,
    'jackknife_organizations_t' as ci_method,
    degrees,
    nominal_low,
    nominal_high
from {{ ref('int_compute_fits') }}
