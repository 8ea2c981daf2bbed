-- Designers begin in different quarters, and the newest quarter may lack some. A quarter counts if each designer of
-- the vintage is complete in it. The publisher shows smuggled chips only on request.

with stocks as (
    select
        *,
        count(distinct designer) over (partition by source, vintage) as designers
    from {{ ref('stg_chip_owners__stocks') }}
    where owner <> 'China (smuggled)'
),

quarters as (
    select
        stocks.* exclude (designers, is_incomplete),
        extract(year from end_date) || ' Q' || extract(quarter from end_date) as period,
        cast(date_trunc('quarter', end_date) as date) as period_start,
        end_date as period_end,
        coalesce(owners.owner_class, 'unknown') as owner_class
    from stocks
    left join {{ ref('compute_owner') }} as owners using (owner)
    qualify
        count(distinct designer) over (partition by source, vintage, end_date) = designers
        and not bool_or(is_incomplete) over (partition by source, vintage, end_date)
)

select
    *,
    'chips_bought' as definition
from quarters
