{{ organization_share_intervals("(select * from " ~ ref('int_reachable_shares') ~ " where utilization_level = 'central')") }}
