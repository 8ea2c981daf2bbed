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
