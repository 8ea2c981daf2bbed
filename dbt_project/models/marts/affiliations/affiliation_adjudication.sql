select
    source,
    side,
    right_side,
    reason,
    papers,
    example,
    decided_on
from {{ ref('outside_adjudication') }}
