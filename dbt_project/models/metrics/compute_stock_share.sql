-- The denominator has the stock of unknown owners too, so the value is the lower bound of the class.
select
    * exclude (holder_kind, holder, owner_class, stock, share, hhi, cr4),
    holder as sector,
    'share' as unit,
    share[1] as value,
    share[2] as ci_low,
    share[3] as ci_high,
    case when holder <> 'unknown' then share[1] end as bound_low,
    case when holder <> 'unknown'
        then share[1] + coalesce(max(share[1]) filter (where holder = 'unknown') over (partition by source, vintage, period), 0)
    end as bound_high,
    {{ seeded('simulated_percentile') }} as ci_method
from {{ ref('int_compute_stock_intervals') }}
where holder_kind = 'owner_class'
