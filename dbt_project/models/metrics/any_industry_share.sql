{{ share_intervals(ref('int_paper_shares')) }}
where metric = 'any_industry_share' and definition <> 'accepted_left_out'
union all by name
{{ weighted_count_intervals(ref('int_paper_country_shares')) }}
where metric = 'any_industry_share'
union all by name
{{ share_intervals(ref('int_topic_shares')) }}
where metric = 'any_industry_share'
union all by name
select *, 'share' as unit, {{ posterior_method() }} as ci_method
from {{ ref('int_paper_adjusted_shares') }}
where metric = 'any_industry_share'
union all by name
select *, 'share' as unit, 'jackknife_lists_t' as ci_method
from {{ ref('int_paper_fixed_venues') }}
where metric = 'any_industry_share'
