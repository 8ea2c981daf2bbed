select
    *,
    observed as k,
    observed / expected as value,
    'index' as unit,
    'linearised_root_t' as ci_method
from {{ ref('int_collaboration') }}
