-- Every estimate from lists of papers: M10, M10c and M11.
{% set nothing = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

with shares as (
    select
        metric,
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
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
)

{{ share_estimates('shares') }}
