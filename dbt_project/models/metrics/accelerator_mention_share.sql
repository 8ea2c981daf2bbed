{{ share_intervals(ref('int_adoption_shares')) }}
where metric = 'accelerator_mention_share'
union all by name
{{ weighted_count_intervals(ref('int_adoption_country_shares')) }}
where metric = 'accelerator_mention_share'
