-- The largest model has no interval.
select
    case definition
        when 'no_base_named_compute_known' then 'no_base_named'
        when 'notable_compute_confident' then 'notable_confident'
        when 'all_models_compute_known' then 'all_models'
        else 'notable'
    end
    || '_' || statistic || '_' || budget as definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    n,
    0 as n_unknown,
    value,
    ci_low,
    ci_high,
    'log10_ratio' as unit,
    case when ci_low is not null then {{ seeded('joint_percentile') }} end as ci_method
from {{ ref('int_needed_compute') }}
where budget <> 'flop'
