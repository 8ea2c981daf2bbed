{% set per_unit = "case when variant = 'accelerators' then 'share' else 'log10_flop' end" %}
{% set fit = "source, vintage, period, period_start, period_end, region, 'academic_only' as team_class, n_topics as n, 0 as n_unknown, slope as value" %}

select
    'wls_' || variant as definition,
    {{ fit }},
    counting,
    'share_per_' || {{ per_unit }} as unit,
    ci_low,
    ci_high,
    {{ bootstrap_method() }} as ci_method
from {{ ref('int_topic_slopes') }}
union all
-- If compute separates the two classes of works perfectly, the regression has no finite slope.
select
    'logit_' || variant,
    {{ fit }},
    'fractional',
    'log_odds_per_' || {{ per_unit }},
    slope - t_quantile * slope_se,
    slope + t_quantile * slope_se,
    'cluster_jackknife_t'
from {{ ref('int_topic_logits') }}
where not isnan(slope_se)
