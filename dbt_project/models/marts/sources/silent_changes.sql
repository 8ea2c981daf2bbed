select
    audited_on,
    field,
    changed as k,
    n,
    case when n >= {{ smallest_n() }} then changed * 1.0 / n end as value,
    case when n >= {{ smallest_n() }} then {{ wilson('changed', 'n', -1) }} end as ci_low,
    case when n >= {{ smallest_n() }} then {{ wilson('changed', 'n', 1) }} end as ci_high,
    n < {{ smallest_n() }} as suppressed,
    checked,
    no_longer_returned,
    redated
from {{ ref('stg_openalex__sweeps') }}
