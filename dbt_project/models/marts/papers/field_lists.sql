with lists as (
    select unnest(levels, recursive := true)
    from {{ ref('int_field_estimates') }}
    where metric = 'any_industry_share'
)

select
    editions.venue,
    editions.year,
    editions.official as accepted,
    counts.all_tracks,
    editions.count_source,
    editions.count_is,
    editions.accepted as weight,
    lists.source as listed_by,
    lists.affiliations,
    cast(lists.works as bigint) as works,
    cast(coalesce(lists.n, 0) as bigint) as n
from {{ ref('int_field_editions') }} as editions
left join {{ ref('stg_venues__editions') }} as counts on editions.venue = counts.venue and editions.year = counts.year
left join lists on editions.venue = lists.venue and editions.year = lists.year
