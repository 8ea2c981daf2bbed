-- Designers begin in different quarters, and the newest quarter may lack some. A quarter counts if each designer of
-- the vintage is complete in it. The publisher shows smuggled chips only on request.
with stocks as (
    select *, count(distinct designer) over (partition by source, vintage) as designers
    from {{ ref('stg_chip_owners__stocks') }}
    where owner <> 'China (smuggled)'
)

select
    'chips_bought' as definition,
    stocks.source,
    stocks.vintage,
    extract(year from stocks.end_date) || ' Q' || extract(quarter from stocks.end_date) as period,
    cast(date_trunc('quarter', stocks.end_date) as date) as period_start,
    stocks.end_date as period_end,
    stocks.owner,
    coalesce(owners.owner_class, 'unknown') as owner_class,
    stocks.designer,
    stocks.h100e_low,
    stocks.h100e,
    stocks.h100e_high
from stocks
left join {{ ref('compute_owner') }} as owners on stocks.owner = owners.owner
qualify
    count(distinct stocks.designer) over (partition by stocks.source, stocks.vintage, stocks.end_date) = stocks.designers
    and not bool_or(stocks.is_incomplete) over (partition by stocks.source, stocks.vintage, stocks.end_date)
