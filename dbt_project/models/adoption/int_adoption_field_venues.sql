-- Editions of the field with known abstracts, each weighted by its papers of the team class. The interval is that of
-- conferences, which differ by more than their works do. Years have no rows,
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
        editions.venue,
        sum(editions.papers order by editions.year) as papers,
        sum(editions.papers * editions.k / editions.n order by editions.year) as part
    from {{ ref('int_adoption_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    cross join newest
    where not periods.is_year
    group by all
),

sums as (
    select
        * exclude (venue, n, papers, part),
        cast(sum(n) as bigint) as n,
        sum(papers order by venue) as papers,
        share_by_group(list(struct_pack(weight := papers, part := part, n := n) order by venue)) as share
    from cells
    group by all
)

select
    'accepted_field_venues' as definition,
    'lists' as source,
    * exclude (share, papers),
    greatest(cast(round(papers) as bigint) - n, 0) as n_unknown,
    unnest(share),
    'share' as unit,
    'jackknife_venues_t' as ci_method
from sums
