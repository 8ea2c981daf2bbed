with fits as (
    select 'wls' as model, 'share' as outcome, {{ seeded('bootstrap_percentile') }} as ci_method, *
    from {{ ref('int_topic_slopes') }}
    union all by name
    select 'logit' as model, 'log_odds' as outcome, 'cluster_jackknife_t' as ci_method, 'fractional' as counting, *
    from {{ ref('int_topic_logits') }}
)

select
    model || '_' || variant as definition,
    source, vintage, period, period_start, period_end, region,
    'academic_only' as team_class,
    counting,
    n_topics as n,
    0 as n_unknown,
    slope as value,
    outcome || '_per_' || if(variant = 'accelerators', 'share', 'log10_flop') as unit,
    ci_low, ci_high, ci_method
from fits
