select
    periods.definition,
    periods.source,
    periods.vintage,
    periods.venue,
    periods.period,
    periods.period_start,
    periods.period_end,
    count(distinct papers.work_id) as listed,
    min(accepted.accepted) as accepted
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
inner join {{ ref('accepted_count') }} as accepted
    on periods.venue = accepted.venue and papers.year = accepted.year
where periods.definition in ('accepted', 'accepted_left_out')
group by
    periods.definition,
    periods.source,
    periods.vintage,
    periods.venue,
    periods.period,
    periods.period_start,
    periods.period_end
