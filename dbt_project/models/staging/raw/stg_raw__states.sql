select
    states.source as shape,
    {{ collection('states.source') }} as source,
    states.publisher,
    states.licence,
    states.citation,
    states.refresh_days,
    states.state,
    states.reason,
    states.state in ('incomplete', 'forbidden', 'paused', 'degraded') as is_behind,
    cast(cast(states.attempted_at as timestamp) as date) as attempted_on,
    cast(cast(states.succeeded_at as timestamp) as date) as succeeded_on,
    cast(cast(states.answered_at as timestamp) as date) as answered_on,
    states.calls,
    states.cost_usd
from {{ source('raw', 'states') }} as states
