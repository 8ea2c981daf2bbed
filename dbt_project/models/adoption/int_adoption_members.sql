with members as (
    select
        periods.definition, periods.source, periods.vintage, periods.venue, periods.period,
        periods.period_start, periods.period_end, periods.paper_key, periods.team_class,
        accelerators.has_accelerator,
        accelerators.has_accelerator is not null as has_abstract,
        papers.title_key is not null as has_title,
        papers.venue as listed_venue
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers__accelerators') }} as accelerators on periods.paper_key = accelerators.paper_key
    inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
    where
        periods.definition = 'accepted'
        or (periods.definition = 'complete_teams' and periods.venue is null)
)

select * exclude (listed_venue)
from members
union all
-- Both periods use the same venues, because otherwise a change of venues would look like a change of adoption.
select * exclude (listed_venue) replace ('accepted_same_venues' as definition)
from members
where definition = 'accepted' and venue is null and period in ('2020-2022', '2023-latest')
qualify count(distinct period) filter (where has_abstract) over (partition by source, listed_venue) = 2
