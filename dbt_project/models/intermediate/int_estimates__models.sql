-- Every estimate from lists of models: M1 to M8.
{% set text = dbt.type_string() %}
{% set place = 'definition, source, vintage, period, period_start, period_end' %}
{% set nothing = 'cast(null as ' ~ text ~ ')' %}

with shares as (
    select
        metric,
        {{ place }},
        team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        n,
        cast(k as double) as k,
        n_unknown
    from {{ ref('int_model_shares') }}
    union all
    select 'open_weights_share', {{ place }}, team_class, null, null, null, null, 'full', n, k, n_unknown
    from {{ ref('int_open_weights') }}
    union all
    select 'top10_industry_share', {{ place }}, null, null, null, null, null, 'full', n, k, n_unknown
    from {{ ref('int_top_ten') }}
    union all
    select 'model_country_share', {{ place }}, null, null, null, country, null, counting, n, k, n_unknown
    from {{ ref('int_country_shares') }}
),

share_estimates as (
    {{ share_estimates('shares') }}
),

doubling_times as (
    select
        'compute_doubling_months' as metric,
        definition,
        source,
        vintage,
        'all' as period,
        date '2010-01-01' as period_start,
        vintage as period_end,
        team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        {{ doubling_months('slope') }} as value,
        'months' as unit,
        n,
        cast(null as bigint) as k,
        0 as n_unknown,
        cast(null as double) as bound_low,
        cast(null as double) as bound_high,
        {{ doubling_months('slope + t_quantile * slope_se') }} as ci_low,
        {{ doubling_months('slope - t_quantile * slope_se') }} as ci_high,
        'ols_t' as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ ref('int_compute_fits') }}
),

gaps as (
    select
        'compute_gap' as metric,
        {{ place }},
        {{ nothing }} as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        value,
        'log10_ratio' as unit,
        n_industry_only + n_academic_only as n,
        cast(null as bigint) as k,
        n_unknown,
        cast(null as double) as bound_low,
        cast(null as double) as bound_high,
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        is_shown and n_industry_only + n_academic_only >= {{ smallest_n() }} as is_shown
    from {{ ref('int_compute_gap') }}
),

concentrations as (
    select
        'compute_concentration' as metric,
        {{ place }},
        {{ nothing }} as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        'full' as counting,
        value,
        unit,
        n,
        cast(null as bigint) as k,
        n_unknown,
        cast(null as double) as bound_low,
        cast(null as double) as bound_high,
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ ref('int_compute_concentration') }}
)

select {{ estimate_columns() }} from share_estimates
{% for relation in ['doubling_times', 'gaps', 'concentrations'] -%}
union all
select {{ estimate_columns() }} from {{ relation }}
{% endfor -%}
