{% set per_unit = "case when variant = 'accelerators' then 'share' else 'log10_flop' end" %}
{% set is_enough = 'n_topics >= ' ~ smallest_n() %}

{{ share_estimates(
    ref('int_topic_shares'), team_class='team_class', topic='topic', counting='counting'
) }}
union all
{{ share_estimates(
    ref('int_topic_accelerators'),
    'n > 0',
    metric="'topic_compute_intensity'",
    definition="'accelerator_mentions'",
    topic='topic',
    region='region'
) }}
union all
{{ share_estimates(
    ref('int_text_coverage'), metric="'topic_text_coverage'", venue='venue', n_unknown='0'
) }}
union all
{{ estimates_of(
    ref('int_topic_tilt'),
    metric="'topic_tilt'",
    sector="'industry'",
    topic='topic',
    region='region',
    unit="'log2_ratio'",
    k='k',
    ci_method="'beta_posterior'",
    is_shown='n >= ' ~ smallest_tilt()
) }}
union all
{{ estimates_of(
    ref('int_topic_compute'),
    metric="'topic_compute_intensity'",
    topic='topic',
    region='region',
    value='median_log10_flop',
    unit="'log10_flop'",
    n_unknown='n_unlocated',
    is_shown='is_shown'
) }}
union all
{{ estimates_of(
    ref('int_topic_slopes'),
    metric="'academic_share_on_intensity'",
    definition="'wls_' || variant",
    team_class="'academic_only'",
    region='region',
    counting='counting',
    value='slope',
    unit="'share_per_' || " ~ per_unit,
    n='n_topics',
    n_unknown='0',
    is_shown=is_enough
) }}
union all
-- If compute separates the two classes of works perfectly, the regression has no finite slope.
{{ estimates_of(
    ref('int_topic_logits'),
    'not isnan(slope_se)',
    metric="'academic_share_on_intensity'",
    definition="'logit_' || variant",
    team_class="'academic_only'",
    region='region',
    counting="'fractional'",
    value='slope',
    unit="'log_odds_per_' || " ~ per_unit,
    n='n_topics',
    n_unknown='0',
    ci_low='slope - t_quantile * slope_se',
    ci_high='slope + t_quantile * slope_se',
    ci_method="'cluster_jackknife_t'",
    is_shown=is_enough
) }}
