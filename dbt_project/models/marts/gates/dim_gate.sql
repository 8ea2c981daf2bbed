select
    limits.gate,
    limits.sentence,
    limits.measure,
    limits.smallest_n,
    limits.warn_beyond,
    limits.stop_beyond,
    limits.reason,
    count(results.outcome) as n_compared,
    count(*) filter (where results.outcome = 'warn') as n_warned,
    count(*) filter (where results.outcome = 'stop') as n_stopped,
    max(results.change) as largest_change
from {{ ref('gate_limit') }} as limits
left join {{ ref('gate_results') }} as results on limits.gate = results.gate
group by
    limits.gate, limits.sentence, limits.measure, limits.smallest_n, limits.warn_beyond, limits.stop_beyond,
    limits.reason
