select * exclude (n_unknown, slope_se, organization_se, organization_degrees, organization_quantile)
from {{ ref('int_compute_fits') }}
