-- Awards without an accelerator are no awards of training compute. The largest one has no interval, because resamples
-- do not estimate a maximum.
with sizes as (
    select
        source,
        vintage,
        count(flop) filter (where flop > 0) as n,
        count(*) - count(flop) as n_unknown,
        bootstrap_median(list(log10(flop) order by flop) filter (where flop > 0), {{ bootstrap_seed() }}) as middle,
        log10(max(flop)) as largest
    from {{ ref('int_award_projects') }}
    group by source, vintage
    having count(flop) filter (where flop > 0) > 0
)

select
    * exclude (middle, largest),
    'all' as period,
    'log10_flop' as unit,
    unnest(['award_median', 'award_largest']) as definition,
    unnest([middle.value, largest]) as value,
    unnest([middle.ci_low, null]) as ci_low,
    unnest([middle.ci_high, null]) as ci_high,
    unnest([{{ seeded('bootstrap_percentile') }}, null]) as ci_method
from sizes
