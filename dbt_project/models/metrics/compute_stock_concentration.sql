-- Unnamed buyers are many. They count in the total and have no share of their own.
select
    * exclude (holder_kind, stocks),
    unnest(stocks.indices, recursive := true),
    {{ seeded('simulated_percentile') }} as ci_method
from {{ ref('int_compute_stock_intervals') }}
where holder_kind = 'owner'
