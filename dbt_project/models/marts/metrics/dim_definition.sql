select
    definition,
    short_name,
    entity,
    sentence,
    formula,
    origin,
    {{ is_classed('definition') }} as is_classed
from {{ ref('definition') }}
