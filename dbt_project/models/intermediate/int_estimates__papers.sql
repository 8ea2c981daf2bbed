-- Every estimate from lists of papers: M10, M10c, M10c2, M11, M16, M17 and authors by sector.
{% set nothing = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
{% set no_number = 'cast(null as double)' %}
{% set place = 'definition, source, vintage, period, period_start, period_end' %}

with shares as (
    select
        metric,
        {{ place }},
        team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        venue,
        'full' as counting,
        n,
        cast(k as double) as k,
        n_unknown
    from {{ ref('int_paper_shares') }}
),

share_estimates as (
    {{ share_estimates('shares') }}
),

country_estimates as (
    select
        metric,
        {{ place }},
        team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        country,
        {{ nothing }} as venue,
        counting,
        k / weight as value,
        'share' as unit,
        n,
        case when counting = 'full' then cast(k as bigint) end as k,
        n_unknown,
        k / (weight + n_unknown) as bound_low,
        (k + n_unknown) / (weight + n_unknown) as bound_high,
        -- Works of unequal weight say as much as fewer works of one weight (Kish's effective size).
        {{ wilson('(k / weight * effective_n)', 'effective_n', -1) }} as ci_low,
        {{ wilson('(k / weight * effective_n)', 'effective_n', 1) }} as ci_high,
        case when counting = 'full' then 'wilson' else 'wilson_effective_n' end as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ ref('int_paper_country_shares') }}
),

adjusted_estimates as (
    select
        metric,
        {{ place }},
        team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        venue,
        'full' as counting,
        value,
        'share' as unit,
        n,
        cast(null as bigint) as k,
        n_unknown,
        {{ no_number }} as bound_low,
        {{ no_number }} as bound_high,
        ci_low,
        ci_high,
        {{ posterior_method() }} as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ ref('int_paper_adjusted_shares') }}
),

-- Both numbers are whole counts: there is no error of sampling.
listing_estimates as (
    select
        'paper_listing_coverage' as metric,
        {{ place }},
        {{ nothing }} as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        venue,
        'full' as counting,
        listed * 1.0 / accepted as value,
        'ratio' as unit,
        accepted as n,
        listed as k,
        0 as n_unknown,
        {{ no_number }} as bound_low,
        {{ no_number }} as bound_high,
        {{ no_number }} as ci_low,
        {{ no_number }} as ci_high,
        'none_full_counts' as ci_method,
        accepted >= {{ smallest_n() }} as is_shown
    from {{ ref('int_paper_listing_coverage') }}
),

collaboration_estimates as (
    select
        'normalised_collaboration' as metric,
        {{ place }},
        {{ nothing }} as team_class,
        {{ nothing }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        venue,
        'full' as counting,
        observed / expected as value,
        'index' as unit,
        n,
        observed as k,
        n_unknown,
        {{ no_number }} as bound_low,
        {{ no_number }} as bound_high,
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ ref('int_collaboration') }}
),

-- What an unknown work would weigh is not known either, so there are no bounds.
{% for name, metric, team_class, sector, counting, relation in [
    ('citation_estimates', 'citation_weighted_share', 'team_class', nothing, "'full'", ref('int_citation_shares')),
    ('author_estimates', 'author_sector_share', nothing, 'sector', 'counting', ref('int_author_shares')),
] -%}
{{ name }} as (
    select
        '{{ metric }}' as metric,
        {{ place }},
        {{ team_class }} as team_class,
        {{ sector }} as sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        {{ nothing }} as venue,
        {{ counting }} as counting,
        value,
        'share' as unit,
        n,
        cast(null as bigint) as k,
        n_unknown,
        {{ no_number }} as bound_low,
        {{ no_number }} as bound_high,
        ci_low,
        ci_high,
        {{ bootstrap_method() }} as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ relation }}
) {{- ',' if not loop.last }}

{% endfor %}
{% for relation in ['share', 'country', 'adjusted', 'listing', 'collaboration', 'citation', 'author'] -%}
select {{ estimate_columns() }} from {{ relation }}_estimates
{{ 'union all' if not loop.last }}
{% endfor -%}
