select
    panel.*,
    kinds.* exclude (venue, year)
from {{ ref('int_venue_panel') }} as panel
left join {{ ref('int_list_kinds') }} as kinds
    on panel.source = 'lists' and panel.venue = kinds.venue and panel.year = kinds.year
