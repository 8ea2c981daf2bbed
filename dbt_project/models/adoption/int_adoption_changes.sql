-- Texts of a venue in a period, for the intervals of changes.
{{ config(materialized='ephemeral') }}

{% set keys = 'definition, source, team_class, sector' -%}
with {{ same_weights('int_adoption_shares', 'pretrained_adoption', keys) }},

{{ cases_by_period('int_adoption_shares', keys) }},

shares as (
    select * from by_period
    union all by name
    select
        definition,
        source,
        team_class,
        sector,
        venue,
        period,
        weight as n,
        weight * k / n as k
    from weighted
    union all by name
    select
        'accepted_field_venues' as definition,
        'lists' as source,
        editions.team_class,
        editions.sector,
        editions.venue,
        periods.period,
        sum(editions.papers order by editions.year) as n,
        sum(editions.papers * editions.k / editions.n order by editions.year) as k
    from {{ ref('int_adoption_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    where not periods.is_year
    group by all
),

cells as (
    select
        'pretrained_adoption' as metric,
        *
    from shares
)

{{ changes_by_venue('cells') }}
