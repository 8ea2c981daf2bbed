select * from {{ ref('int_reachable_shares') }} where utilization_level = 'central'
