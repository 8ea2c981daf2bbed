-- Editions of the field with known abstracts, each weighted by its papers of the team class. Years have no rows,
-- because the abstracts of each are of other conferences.
{{ config(materialized='ephemeral') }}

with newest as (
    select max(vintage) as vintage from {{ ref('int_field_works') }}
),

cells as (
    select
        newest.vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, newest.vintage) as period_end,
        editions.team_class,
        editions.sector,
        sum(editions.n) as n,
        sum(editions.papers order by editions.venue, editions.year) as papers,
        list(
            struct_pack(weight := editions.papers, n := editions.n, k := editions.k)
            order by editions.venue, editions.year
        ) as strata
    from {{ ref('int_adoption_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    cross join newest
    where not periods.is_year
    group by all
)

select
    'accepted_field_venues' as definition,
    'lists' as source,
    * exclude (strata, papers),
    greatest(cast(round(papers) as bigint) - n, 0) as n_unknown,
    unnest(share_of_strata(strata)),
    'share' as unit,
    'wilson_effective_n' as ci_method
from cells
