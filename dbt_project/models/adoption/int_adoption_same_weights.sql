-- Texts of a team class at venues with the same weight in both periods. The works of a venue and period share its
-- weight, so they have unequal weights and count as fewer (Kish's effective size).
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
        sum(weight * k / n order by venue) as part,
        sum(weight order by venue) as weight,
        sum(weight * weight / n order by venue) as squares
    from weighted
    group by all
),

shares as (
    select
        * exclude (part, weight, squares),
        share_of_weights(part, weight, squares, 0) as share
    from sums
)

select
    * exclude (share),
    share.value,
    share.ci_low,
    share.ci_high,
    share.effective_n,
    'share' as unit,
    'wilson_effective_n' as ci_method
from shares
