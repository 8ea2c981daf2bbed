{{ model_share_estimates(ref('int_model_shares'), where="metric = 'model_team_share'", team_class='team_class') }}
union all
{# The disclosure of a model of unknown class is known. The bounds put those without, or with, compute inside. #}
{{ model_share_estimates(
    ref('int_model_shares'),
    where="metric = 'disclosure_share'",
    team_class='team_class',
    bound_low='k * 1.0 / nullif(n + n_unknown - k_unknown, 0)',
    bound_high='(k + k_unknown) * 1.0 / nullif(n + k_unknown, 0)'
) }}
union all
{{ model_share_estimates(ref('int_open_weights'), metric="'open_weights_share'", team_class='team_class') }}
union all
{{ model_share_estimates(ref('int_top_ten'), metric="'top10_industry_share'") }}
union all
{{ model_share_estimates(
    ref('int_country_shares'), metric="'model_country_share'", country='country', counting='counting'
) }}
union all
{{ estimates_of(
    ref('int_compute_fits'),
    metric="'compute_doubling_months'",
    period="'all'",
    period_start="date '2010-01-01'",
    period_end='vintage',
    team_class='team_class',
    value=doubling_months('slope'),
    unit="'months'",
    ci_low=doubling_months('slope + organization_quantile * organization_se'),
    ci_high=doubling_months('slope - organization_quantile * organization_se'),
    ci_method="'jackknife_organizations_t'",
    degrees='organization_degrees',
    nominal_low=doubling_months('slope + t_quantile * slope_se'),
    nominal_high=doubling_months('slope - t_quantile * slope_se')
) }}
union all
{{ estimates_of(
    ref('int_compute_gap'),
    metric="'compute_gap'",
    unit="'log10_ratio'",
    ci_method=owners_method(),
    n='n_industry_only + n_academic_only',
    is_shown='is_shown and n_industry_only + n_academic_only >= ' ~ smallest_n()
) }}
union all
{{ estimates_of(
    ref('int_training_hardware_gap'),
    metric="'training_hardware_gap'",
    unit="'log10_ratio'",
    ci_method=owners_method(),
    n='n_industry_only + n_academic_only',
    is_shown='is_shown and n_industry_only + n_academic_only >= ' ~ smallest_n()
) }}
union all
{{ estimates_of(
    ref('int_compute_concentration'), metric="'compute_concentration'", ci_method=logit_t_method()
) }}
union all
{{ model_share_estimates(
    ref('int_reachable_shares'),
    where="utilization_level = 'central'",
    metric="'reachable_share'",
    team_class='team_class'
) }}
union all
{{ model_share_estimates(ref('int_compute_sponsors'), team_class='team_class', sector='sector') }}
