with holdings as (
    select
        * exclude (holder_kind, n_unknown, stocks),
        unnest(stocks.holdings, recursive := true)
    from {{ ref('int_compute_stock_intervals') }}
    where holder_kind = 'owner'
)

select
    holdings.definition,
    holdings.source,
    holdings.vintage,
    holdings.period,
    holdings.period_start,
    holdings.period_end,
    holdings.holder as owner,
    coalesce(owners.owner_class, 'unknown') as owner_class,
    holdings.n,
    holdings.stock as h100e,
    holdings.stock_low as h100e_low,
    holdings.stock_high as h100e_high,
    holdings.share,
    holdings.share_low,
    holdings.share_high,
    {{ seeded('simulated_percentile') }} as ci_method
from holdings
left join {{ ref('compute_owner') }} as owners on holdings.holder = owners.owner
