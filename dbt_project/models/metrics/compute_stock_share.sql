-- The denominator has the stock of unknown owners too, so the value is the lower bound of the class.
with classes as (
    select *, max(share[1]) filter (where holder = 'unknown') over (partition by source, vintage, period) as unknown_share
    from {{ ref('int_compute_stock_intervals') }}
    where holder_kind = 'owner_class'
)

select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    holder as sector,
    'share' as unit,
    n,
    n_unknown,
    share[1] as value,
    case when holder <> 'unknown' then share[1] end as bound_low,
    case when holder <> 'unknown' then share[1] + coalesce(unknown_share, 0) end as bound_high,
    share[2] as ci_low,
    share[3] as ci_high,
    {{ simulation_method() }} as ci_method
from classes
