with shares as (
    select
        *,
        share_of_counts(k, n, 0) as share
    from {{ ref('held_out_accuracy') }}
)

select
    label_set,
    reading,
    measure,
    class,
    case when measure = 'F1' then 2 * k else k end as k,
    case when measure = 'F1' then n + k else n end as n,
    -- F1 grows with the share of the union that both agree on, as in affiliation_accuracy.
    case when measure = 'F1' then 2 * share.value / (1 + share.value) else share.value end as value,
    case when measure = 'F1' then 2 * share.ci_low / (1 + share.ci_low) else share.ci_low end as ci_low,
    case when measure = 'F1' then 2 * share.ci_high / (1 + share.ci_high) else share.ci_high end as ci_high,
    measured_on
from shares
