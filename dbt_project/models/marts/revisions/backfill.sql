-- The age is the vintage minus the end of the year.
with shares as (
    select
        metrics.definition,
        metrics.source,
        metrics.period as year,
        metrics.team_class,
        metrics.vintage,
        metrics.period_end,
        date_diff('day', metrics.period_end, metrics.vintage) as age_days,
        metrics.n,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high,
        max(metrics.vintage) over (partition by metrics.definition, metrics.source) as newest_vintage
    from {{ ref('metrics') }} as metrics
    inner join {{ ref('int_periods') }} as periods on metrics.period = periods.period and periods.is_year
    where
        metrics.metric = 'model_team_share'
        and metrics.definition in ('notable', 'notable_compute_known')
        and metrics.team_class in ('academic_only', 'industry_only')
        and metrics.period_start >= date '2010-01-01'
)

select
    shares.definition,
    shares.source,
    cast(shares.year as integer) as year,
    shares.team_class,
    shares.vintage,
    shares.age_days,
    shares.n,
    shares.value,
    shares.ci_low,
    shares.ci_high,
    newest.n as newest_n,
    newest.value as newest_value,
    shares.n * 1.0 / nullif(newest.n, 0) as completeness,
    shares.value - newest.value as difference,
    {{ is_filling('shares.period_end', 'shares.vintage') }} as is_filling
from shares
inner join shares as newest
    on
        shares.definition = newest.definition
        and shares.source = newest.source
        and shares.year = newest.year
        and shares.team_class = newest.team_class
        and newest.vintage = shares.newest_vintage
