{{ weighted_share_intervals(ref('int_author_shares')) }}
