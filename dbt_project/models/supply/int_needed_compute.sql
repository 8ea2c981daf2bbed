-- Median and largest training compute of the models of a year (docs/metrics.md, M28), with the interval over
-- organisations.
select
    source,
    vintage,
    period,
    period_start,
    period_end,
    count(*) as n,
    unnest(needed_compute(
        list({ amount: training_compute_flop, owner: main_owner } order by training_compute_flop, main_owner),
        {{ bootstrap_seed() }}
    ), recursive := true)
from {{ ref('int_models__periods') }}
where definition = 'no_base_named_compute_known' and is_year and period_start >= date '2010-01-01'
group by source, vintage, period, period_start, period_end
