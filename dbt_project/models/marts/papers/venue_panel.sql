select * from {{ ref('int_venue_panel') }}
