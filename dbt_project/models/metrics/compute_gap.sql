select
    * replace (is_shown and n_industry_only + n_academic_only >= {{ smallest_n() }} as is_shown),
    n_industry_only + n_academic_only as n,
    'log10_ratio' as unit
from {{ ref('int_compute_gap') }}
