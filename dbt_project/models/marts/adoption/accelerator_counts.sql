with counts as (
    select
        periods.definition, periods.source, periods.vintage, periods.period, periods.team_class,
        count(*) filter (where accelerators.has_accelerator) as n_naming,
        count(accelerators.accelerator_count) as n_counting,
        median(accelerators.accelerator_count) as median_count,
        min(accelerators.accelerator_count) as smallest_count,
        max(accelerators.accelerator_count) as largest_count
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers__accelerators') }} as accelerators on periods.paper_key = accelerators.paper_key
    inner join {{ ref('reporting_period') }} as reporting on periods.period = reporting.period
    where periods.definition = 'accepted' and periods.venue is null
    group by all
    having count(*) filter (where accelerators.has_accelerator) > 0
)

-- A statistic of a few abstracts is unreliable and would identify single papers.
select * replace (
    case when n_counting >= {{ smallest_n() }} then median_count end as median_count,
    case when n_counting >= {{ smallest_n() }} then smallest_count end as smallest_count,
    case when n_counting >= {{ smallest_n() }} then largest_count end as largest_count
)
from counts
