-- Papers of a venue in a period, for the intervals of changes.
{{ config(materialized='ephemeral') }}

with {{ same_weights('int_paper_shares', 'paper_team_share', 'metric, definition, source, team_class') }},

newest as (
    select *
    from {{ ref('int_paper_shares') }}
    where venue is not null
    qualify row_number() over (
        partition by metric, definition, source, team_class, venue, period order by vintage desc
    ) = 1
),

cells as (
    select
        newest.metric,
        newest.definition,
        newest.source,
        newest.team_class,
        cast(null as varchar) as sector,
        newest.venue,
        periods.period,
        sum(newest.n) as n,
        sum(newest.k) as k
    from newest
    inner join {{ ref('int_periods') }} as periods
        on cast(newest.period as integer) between periods.first_year and periods.last_year
    where not periods.is_year
    group by all
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
