select
    metric,
    definition,
    source,
    vintage,
    old_period,
    new_period,
    team_class,
    grouping_name,
    group_name,
    composition_part,
    old_works,
    new_works,
    old_share,
    new_share,
    within,
    composition
from {{ ref('int_change_groups') }}
