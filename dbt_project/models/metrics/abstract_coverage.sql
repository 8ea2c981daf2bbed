{{ share_intervals(ref('int_adoption_shares')) }}
where metric = 'abstract_coverage'
