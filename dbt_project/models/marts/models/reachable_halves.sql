select
    halves.definition,
    halves.utilization_level,
    halves.source,
    halves.vintage,
    halves.team_class,
    halves.state,
    halves.year,
    halves.year_low,
    halves.year_high,
    halves.first_year,
    halves.last_year,
    halves.years
from {{ ref('int_reachable_halves') }} as halves
