select
    definition,
    short_name,
    entity,
    sentence,
    formula,
    origin,
    coalesce(labels = 'our_classes', false) as is_classed
from {{ ref('int_definitions') }}
