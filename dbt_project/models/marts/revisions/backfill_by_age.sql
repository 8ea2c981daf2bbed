-- This mart is the evidence for the caveat still_filling. The sheets of 2022 and 2023 have another rule of inclusion,
-- and a year that is recent in the latest vintage has no known end. Both kinds of years are left out.
with sheets as (
    select distinct source, vintage from {{ ref('int_models') }} where list = 'sheet'
),

-- The age is the vintage minus the end of the year.
shares as (
    select
        metrics.*,
        date_diff('day', metrics.period_end, metrics.vintage) as age_days,
        max(metrics.vintage) over (partition by metrics.definition, metrics.source) as newest_vintage,
        max(age_days) over (partition by metrics.definition, metrics.source, metrics.period) as oldest_days
    from {{ ref('metrics') }} as metrics
    inner join {{ ref('int_periods') }} as periods on metrics.period = periods.period and periods.is_year
    where
        metrics.metric = 'model_team_share'
        and metrics.definition in ('notable', 'notable_compute_known')
        and metrics.team_class in ('academic_only', 'industry_only')
        and metrics.period_start >= date '2010-01-01'
),

aged as (
    select
        shares.definition,
        shares.source,
        shares.team_class,
        case
            when shares.age_days < 0 then 0
            when shares.age_days < 183 then 1
            when shares.age_days < 366 then 2
            when shares.age_days < 731 then 3
            when shares.age_days < 1096 then 4
            else 5
        end as age_rank,
        shares.n * 1.0 / nullif(newest.n, 0) as completeness,
        shares.value - newest.value as difference
    from shares
    inner join shares as newest using (definition, source, period, team_class, newest_vintage)
    anti join sheets on shares.source = sheets.source and shares.vintage = sheets.vintage
    where newest.vintage = newest_vintage and shares.oldest_days >= 366 and shares.n >= {{ smallest_n() }}
)

select
    definition,
    source,
    team_class,
    age_rank,
    case age_rank
        when 0 then 'year not over'
        when 1 then 'first half year'
        when 2 then 'second half year'
        when 3 then 'second year'
        when 4 then 'third year'
        else 'older'
    end as age,
    count(*) as n_observations,
    median(completeness) as median_completeness,
    min(completeness) as lowest_completeness,
    median(difference) as median_difference,
    max(abs(difference)) as largest_difference
from aged
group by definition, source, team_class, age_rank
