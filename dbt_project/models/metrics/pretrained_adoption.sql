{{ share_intervals(ref('int_adoption_shares')) }}
-- A venue has few titles that name a model, so it has no rows by origin.
where metric = 'pretrained_adoption' and (venue is null or sector is null or definition <> 'accepted_titles')
union all by name
{{ weighted_count_intervals(ref('int_adoption_country_shares')) }}
where metric = 'pretrained_adoption'
union all by name
select * replace (null as k, null as bound_low, null as bound_high, 'wilson_effective_n' as ci_method)
from ({{ weighted_count_intervals(ref('int_adoption_same_weights')) }})
