-- The bounds treat clusters of mixed and of unknown ownership as public, then as private.
with capacity as (
    select
        *,
        operations_private + operations_public + operations_public_private as known,
        n_private + n_public + n_public_private as n
    from {{ ref('int_cluster_capacity') }}
)

select
    definition,
    source,
    vintage,
    cast(year as varchar) as period,
    make_date(year, 1, 1) as period_start,
    make_date(year, 12, 31) as period_end,
    n,
    n_unknown_sector + n_unplaced as n_unknown,
    operations_private / known as value,
    'share' as unit,
    operations_private / (known + operations_unknown) as bound_low,
    (operations_private + operations_public_private + operations_unknown) / (known + operations_unknown) as bound_high,
    private_interval.low as ci_low,
    private_interval.high as ci_high,
    {{ seeded('bootstrap_percentile') }} as ci_method
from capacity
