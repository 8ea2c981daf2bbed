select
    source,
    vintage,
    venue,
    year,
    listed_on,
    n,
    n_unknown,
    accepted,
    is_covered,
    is_in_panel
from {{ ref('int_venue_panel') }}
