-- Papers of a venue in a period, for the intervals of changes.
{{ config(materialized='ephemeral') }}

{% set keys = 'metric, definition, source, team_class' -%}
with {{ same_weights('int_paper_shares', 'paper_team_share', keys) }},

{{ cases_by_period('int_paper_shares', keys) }},

cells as (
    select
        *,
        cast(null as varchar) as sector
    from by_period
    union all by name
    select
        metric,
        definition,
        source,
        team_class,
        venue,
        period,
        weight as n,
        weight * k / n as k
    from weighted
)

{{ changes_by_venue('cells') }}
