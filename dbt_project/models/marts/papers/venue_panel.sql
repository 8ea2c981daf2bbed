select
    panel.*,
    kinds.affiliations,
    kinds.is_break,
    kinds.works_in_both,
    kinds.changed_class
from {{ ref('int_venue_panel') }} as panel
left join {{ ref('int_list_kinds') }} as kinds
    on panel.source = 'lists' and panel.venue = kinds.venue and panel.year = kinds.year
