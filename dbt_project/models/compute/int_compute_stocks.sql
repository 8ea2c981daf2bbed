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
union all
-- What a critic would count: no chips that owners design for themselves, no unnamed owners, or fewer hyperscalers.
select
    *,
    'chips_bought_nvidia'
from quarters
where designer = 'Nvidia'
union all
select
    *,
    'chips_bought_named'
from quarters
where owner_class <> 'unknown'
union all
select
    * replace (
        if(
            owner_class = 'hyperscaler' and owner not in ('Amazon', 'Google', 'Microsoft'), 'company', owner_class
        ) as owner_class
    ),
    'chips_bought_three_clouds'
from quarters
