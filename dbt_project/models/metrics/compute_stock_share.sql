-- The denominator has the stock of unknown owners too, so the value is the lower bound of the class.
with shares as (
    select
        * exclude (holder_kind, stocks),
        unnest(stocks.holdings, recursive := true)
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
    n,
    n_unknown,
    holder as sector,
    'share' as unit,
    share as value,
    share_low as ci_low,
    share_high as ci_high,
    case when holder <> 'unknown' then share end as bound_low,
    case when holder <> 'unknown'
        then share + coalesce(
            max(share) filter (where holder = 'unknown') over (partition by definition, source, vintage, period), 0
        )
    end as bound_high,
    {{ seeded('simulated_percentile') }} as ci_method
from shares
