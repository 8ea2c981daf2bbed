-- Every estimate by topic: M10 and M11 within topics, M12, M13, M14, and the coverage of texts.
{% set text = dbt.type_string() %}
{% set nothing = 'cast(null as ' ~ text ~ ')' %}
{% set place = 'source, vintage, period, period_start, period_end' %}
{% set no_bounds = 'cast(null as double) as bound_low, cast(null as double) as bound_high' %}

with shares as (
    select
        metric,
        definition,
        {{ place }},
        team_class,
        {{ nothing }} as sector,
        topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        counting,
        n,
        k,
        n_unknown
    from {{ ref('int_topic_shares') }}
    union all
    select
        'topic_compute_intensity',
        'accelerator_mentions',
        {{ place }},
        null,
        null,
        topic,
        null,
        null,
        'full',
        n,
        k,
        n_unknown
    from {{ ref('int_topic_accelerators') }}
    where n > 0
    union all
    select
        'topic_text_coverage',
        definition,
        {{ place }},
        null,
        null,
        null,
        null,
        venue,
        'full',
        n,
        k,
        0
    from {{ ref('int_text_coverage') }}
),

share_estimates as (
    {{ share_estimates('shares') }}
),

tilts as (
    select
        'topic_tilt' as metric,
        definition,
        {{ place }},
        {{ nothing }} as team_class,
        'industry' as sector,
        topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        value,
        'log2_ratio' as unit,
        n,
        k,
        n_unknown,
        {{ no_bounds }},
        ci_low,
        ci_high,
        'beta_posterior' as ci_method,
        n >= {{ smallest_tilt() }} as is_shown
    from {{ ref('int_topic_tilt') }}
),

intensities as (
    select
        'topic_compute_intensity' as metric,
        definition,
        {{ place }},
        {{ nothing }} as team_class,
        {{ nothing }} as sector,
        topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        median_log10_flop as value,
        'log10_flop' as unit,
        n,
        cast(null as bigint) as k,
        0 as n_unknown,
        {{ no_bounds }},
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        is_shown
    from {{ ref('int_topic_compute') }}
),

{% set per_unit -%}
case when variant = 'accelerators' then 'share' else 'log10_flop' end
{%- endset %}
slopes as (
    select
        'academic_share_on_intensity' as metric,
        {{ dbt.concat(["'wls_'", 'variant']) }} as definition,
        {{ place }},
        'academic_only' as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        counting,
        slope as value,
        {{ dbt.concat(["'share_per_'", per_unit]) }} as unit,
        n_topics as n,
        cast(null as bigint) as k,
        0 as n_unknown,
        {{ no_bounds }},
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        n_topics >= {{ smallest_n() }} as is_shown
    from {{ ref('int_topic_slopes') }}
),

logits as (
    select
        'academic_share_on_intensity' as metric,
        {{ dbt.concat(["'logit_'", 'variant']) }} as definition,
        {{ place }},
        'academic_only' as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'fractional' as counting,
        slope as value,
        {{ dbt.concat(["'log_odds_per_'", per_unit]) }} as unit,
        n_topics as n,
        cast(null as bigint) as k,
        0 as n_unknown,
        {{ no_bounds }},
        slope - t_quantile * slope_se as ci_low,
        slope + t_quantile * slope_se as ci_high,
        'cluster_robust_t' as ci_method,
        n_topics >= {{ smallest_n() }} as is_shown
    from {{ ref('int_topic_logits') }}
    -- Where compute separates the works there is no slope.
    where not isnan(slope_se)
)

select {{ estimate_columns() }} from share_estimates
{% for relation in ['tilts', 'intensities', 'slopes', 'logits'] -%}
union all
select {{ estimate_columns() }} from {{ relation }}
{% endfor -%}
