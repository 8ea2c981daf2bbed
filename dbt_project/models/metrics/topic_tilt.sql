select
    *,
    'industry' as sector,
    'log2_ratio' as unit,
    'beta_posterior' as ci_method,
    n >= {{ smallest_tilt() }} as is_shown
from {{ ref('int_topic_tilt') }}
