select
    periods.definition,
    periods.source,
    periods.vintage,
    periods.venue,
    periods.period,
    periods.period_start,
    periods.period_end,
    periods.paper_key,
    periods.team_class,
    accelerators.has_accelerator is not null as has_abstract,
    papers.title_key is not null as has_title
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers__accelerators') }} as accelerators on periods.paper_key = accelerators.paper_key
inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
where
    periods.definition = 'accepted'
    or (periods.definition = 'complete_teams' and periods.venue is null)
