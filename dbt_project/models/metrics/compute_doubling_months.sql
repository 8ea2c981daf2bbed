select
    definition,
    source,
    vintage,
    'all' as period,
    date '2010-01-01' as period_start,
    vintage as period_end,
    team_class,
    n,
    n_unknown,
    {{ doubling_months('slope') }} as value,
    'months' as unit,
    {{ doubling_months('slope + organization_quantile * organization_se') }} as ci_low,
    {{ doubling_months('slope - organization_quantile * organization_se') }} as ci_high,
    'jackknife_organizations_t' as ci_method,
    organization_degrees as degrees,
    {{ doubling_months('slope + t_quantile * slope_se') }} as nominal_low,
    {{ doubling_months('slope - t_quantile * slope_se') }} as nominal_high
from {{ ref('int_compute_fits') }}
