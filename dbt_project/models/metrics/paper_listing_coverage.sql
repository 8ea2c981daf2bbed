-- Both numbers are complete counts, so they have no sampling error.
select
    periods.definition, periods.source, periods.vintage, periods.venue, periods.period, periods.period_start,
    periods.period_end,
    min(accepted.accepted) as n,
    count(distinct papers.work_id) as k,
    0 as n_unknown,
    count(distinct papers.work_id) * 1.0 / min(accepted.accepted) as value,
    'ratio' as unit,
    'none_full_counts' as ci_method
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
inner join {{ ref('accepted_count') }} as accepted
    on periods.venue = accepted.venue and papers.year = accepted.year
where periods.definition in ('accepted', 'accepted_left_out')
group by all
