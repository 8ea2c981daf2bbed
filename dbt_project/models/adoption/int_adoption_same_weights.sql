-- Venues with 20 texts of a team class in both periods, with the same weight in both: their texts of both periods.
-- The works of a venue and period share its weight, so they have unequal weights and count as fewer (Kish's effective
-- size).
{{ config(materialized='ephemeral') }}

with lists as (
    select
        *,
        cast(period as integer) as year,
        max(vintage) over (partition by source) as newest
    from {{ ref('int_adoption_shares') }}
    where definition in ('accepted', 'accepted_titles', 'accepted_open_weights') and venue is not null
    qualify row_number() over (
        partition by definition, source, venue, period, team_class, sector order by vintage desc
    ) = 1
),

venues as (
    select
        lists.definition,
        lists.source,
        lists.newest as vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, lists.newest) as period_end,
        lists.venue,
        lists.team_class,
        lists.sector,
        sum(lists.n) as works,
        sum(lists.k) as naming,
        sum(lists.n_unknown) as unknown
    from lists
    inner join {{ ref('int_periods') }} as periods on lists.year between periods.first_year and periods.last_year
    where periods.period in ('2020-2022', '2023-latest')
    group by all
    having sum(lists.n) >= {{ smallest_list() }}
),

weighted as (
    select
        *,
        cast(sum(works) over (partition by definition, source, team_class, sector, venue) as double) as weight
    from venues
    qualify count(*) over (partition by definition, source, team_class, sector, venue) = 2
),

sums as (
    select
        definition || '_same_weights' as definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        sector,
        cast(sum(works) as bigint) as n,
        cast(sum(unknown) as bigint) as n_unknown,
        sum(weight * naming / works order by venue) as part,
        sum(weight order by venue) as weight,
        sum(weight * weight / works order by venue) as squares
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
