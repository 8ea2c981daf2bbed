select
    definition,
    source,
    vintage,
    period,
    n_industry_only,
    n_academic_only,
    industry_only as flop_industry_only,
    academic_only as flop_academic_only,
    undisclosed_industry_only,
    undisclosed_academic_only,
    not is_shown as suppressed
from {{ ref('int_compute_gap') }}
