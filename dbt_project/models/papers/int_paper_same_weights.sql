-- Papers of which every author is known, at venues with 20 of them in both periods, on their newest lists: each venue
-- has the same weight in both, so that none enters or leaves.
{{ config(materialized='ephemeral') }}

with lists as (
    select
        *,
        cast(period as integer) as year,
        max(vintage) over (partition by source) as newest
    from {{ ref('int_paper_shares') }}
    where definition = 'complete_teams' and venue is not null
    qualify row_number() over (partition by metric, source, team_class, venue, period order by vintage desc) = 1
),

venues as (
    select
        lists.metric,
        lists.source,
        lists.newest as vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, lists.newest) as period_end,
        lists.team_class,
        lists.venue,
        sum(lists.n) as n,
        sum(lists.k) as k
    from lists
    inner join {{ ref('int_periods') }} as periods on lists.year between periods.first_year and periods.last_year
    where periods.period in ('2020-2022', '2023-latest')
    group by all
    having sum(lists.n) >= {{ smallest_list() }}
),

weighted as (
    select
        *,
        sum(n) over in_both as weight
    from venues
    window in_both as (partition by metric, source, team_class, venue)
    qualify count(*) over in_both = 2
),

cells as (
    select
        * exclude (venue, n, k, weight),
        sum(n) as n,
        list(struct_pack(weight := weight, n := n, k := k) order by venue) as strata
    from weighted
    group by all
)

select
    * exclude (strata),
    'complete_teams_same_weights' as definition,
    0 as n_unknown,
    unnest(share_of_strata(strata)),
    'share' as unit,
    'wilson_effective_n' as ci_method
from cells
