with fits as (
    select
        'wls_all_models' as definition,
        'share_per_log10_flop' as unit,
        {{ seeded('bootstrap_percentile') }} as ci_method,
        *
    from {{ ref('int_topic_slopes') }}
    union all by name
    select
        'logit_all_models' as definition,
        'log_odds_per_log10_flop' as unit,
        'cluster_jackknife_t' as ci_method,
        'fractional' as counting,
        *
    from {{ ref('int_topic_logits') }}
)

select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    region,
    'academic_only' as team_class,
    counting,
    n_topics as n,
    0 as n_unknown,
    slope as value,
    unit,
    ci_low,
    ci_high,
    ci_method
from fits
