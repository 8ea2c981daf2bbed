-- The weight of an unknown work is unknown too, so no bounds can be computed.
{{ weighted_share_intervals(ref('int_citation_shares')) }}
