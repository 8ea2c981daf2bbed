-- Every estimate from the abstracts of papers: M15, the accelerator proxy and the coverage of abstracts.
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
        sector,
        {{ nothing }} as topic,
        {{ nothing }} as country,
        venue,
        'full' as counting,
        n,
        cast(k as double) as k,
        n_unknown
    from {{ ref('int_adoption_shares') }}
)

{{ share_estimates('shares') }}
