select
    * exclude (holder_kind, n_unknown, holder, stock, share, hhi, cr4),
    holder as owner,
    stock[1] as h100e,
    stock[2] as h100e_low,
    stock[3] as h100e_high,
    share[1] as share,
    share[2] as share_low,
    share[3] as share_high,
    {{ seeded('simulated_percentile') }} as ci_method
from {{ ref('int_compute_stock_intervals') }}
where holder_kind = 'owner'
