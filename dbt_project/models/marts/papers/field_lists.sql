-- The fullest list of known class stands for an edition.
with lists as (
    select
        source,
        venue,
        year,
        affiliations,
        works,
        n
    from {{ ref('int_field_lists') }}
    where metric = 'any_industry_share' and source = other_source
    qualify row_number() over (partition by venue, year order by n desc, source) = 1
)

select
    editions.venue,
    editions.year,
    editions.official as accepted,
    editions.count_source,
    editions.count_is,
    editions.accepted as weight,
    lists.source as listed_by,
    lists.affiliations,
    cast(lists.works as bigint) as works,
    cast(coalesce(lists.n, 0) as bigint) as n
from {{ ref('int_field_editions') }} as editions
left join lists on editions.venue = lists.venue and editions.year = lists.year
