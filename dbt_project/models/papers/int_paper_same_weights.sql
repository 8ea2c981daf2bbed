-- Papers at venues with the same weight in both periods.
{{ config(materialized='ephemeral') }}

with {{ same_weights('int_paper_shares', 'paper_team_share', 'metric, definition, source, team_class') }},

cells as (
    select
        * exclude (venue, n, k, n_unknown, weight),
        sum(n) as n,
        list(struct_pack(weight := weight, n := n, k := k) order by venue) as strata
    from weighted
    group by all
)

select
    * exclude (strata),
    0 as n_unknown,
    unnest(share_of_strata(strata)),
    'share' as unit,
    'wilson_effective_n' as ci_method
from cells
