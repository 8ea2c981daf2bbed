{{ share_intervals(ref('int_adoption_shares')) }}
where metric = 'pretrained_adoption'
union all by name
{{ weighted_count_intervals(ref('int_adoption_country_shares')) }}
where metric = 'pretrained_adoption'
