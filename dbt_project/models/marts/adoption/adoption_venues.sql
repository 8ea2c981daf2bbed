with shares as (
    select
        periods.period,
        editions.venue,
        editions.is_language,
        editions.team_class,
        editions.sector,
        string_agg(cast(editions.year as varchar), ', ' order by editions.year) as years,
        sum(editions.papers order by editions.year) as papers,
        cast(sum(editions.n) as bigint) as n,
        cast(sum(editions.k) as bigint) as k,
        share_of_strata(
            list(
                struct_pack(weight := editions.papers, n := editions.n, k := editions.k)
                order by editions.year
            )
        ) as share
    from {{ ref('int_adoption_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    where not periods.is_year
    group by all
)

select
    * exclude (share),
    share.value as value,
    share.ci_low as ci_low,
    share.ci_high as ci_high
from shares
