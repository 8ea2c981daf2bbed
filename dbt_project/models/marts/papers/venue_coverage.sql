with counts as (
    select source, vintage, listing, listing_vintage, venue, year, listed, k, n
    from {{ ref('int_venue_coverage') }}
    union all
    select source, vintage, listing, max(listing_vintage), venue, null, sum(listed), sum(k), sum(n)
    from {{ ref('int_venue_coverage') }}
    group by source, vintage, listing, venue
)

select
    source,
    vintage,
    listing,
    listing_vintage,
    venue,
    year,
    cast(listed as bigint) as listed,
    cast(k as bigint) as k,
    cast(n as bigint) as n,
    case when n >= {{ smallest_n() }} then k * 1.0 / n end as value,
    case when n >= {{ smallest_n() }} then {{ wilson('k', 'n', -1) }} end as ci_low,
    case when n >= {{ smallest_n() }} then {{ wilson('k', 'n', 1) }} end as ci_high,
    n < {{ smallest_n() }} as suppressed
from counts
