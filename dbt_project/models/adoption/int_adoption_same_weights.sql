-- Texts of a team class at venues with the same weight in both periods. The interval is that of venues, which differ by
-- more than their works do.
{{ config(materialized='ephemeral') }}

with {{ same_weights(
    'int_adoption_shares',
    'pretrained_adoption',
    'definition, source, team_class, sector',
) }},

sums as (
    select
        * exclude (venue, n, k, n_unknown, weight),
        cast(sum(n) as bigint) as n,
        cast(sum(n_unknown) as bigint) as n_unknown,
        share_by_group(list(struct_pack(weight := weight, part := weight * k / n, n := n) order by venue)) as share
    from weighted
    group by all
)

select
    * exclude (share),
    unnest(share),
    'share' as unit,
    'jackknife_venues_t' as ci_method
from sums
