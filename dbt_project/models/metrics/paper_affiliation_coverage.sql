{{ share_intervals(ref('int_paper_shares')) }}
where metric = 'paper_affiliation_coverage'
