{{ weighted_count_intervals(ref('int_paper_country_shares')) }}
where metric = 'paper_country_coverage'
