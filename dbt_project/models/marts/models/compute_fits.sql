-- The fitted lines behind compute_doubling_months, for drawing.
select
    definition,
    source,
    vintage,
    team_class,
    n,
    first_x,
    last_x,
    mean_x,
    slope,
    intercept,
    residual_sd,
    sxx,
    t_quantile
from {{ ref('int_compute_fits') }}
