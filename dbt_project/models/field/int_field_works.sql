-- Accepted works of the main track on the newest lists of the field's venues. A list has a work once.
select
    papers.listed_by as source,
    papers.venue,
    papers.year,
    papers.work_id,
    papers.paper_key,
    papers.vintage,
    coalesce(papers.crawled, papers.vintage) as crawled,
    coalesce(papers.affiliations_are, 'printed') as affiliations,
    papers.team_class,
    papers.has_academia,
    papers.has_industry
from {{ ref('int_papers') }} as papers
inner join {{ ref('stg_venues__editions') }} as field on papers.venue = field.venue and papers.year = field.year
where
    papers.source = 'lists' and papers.is_latest and papers.outcome = 'accepted'
    and coalesce(papers.track, 'main') = 'main'
qualify row_number() over (
    partition by papers.listed_by, papers.venue, papers.year, papers.work_id
    order by papers.is_aligned desc, papers.paper_id
) = 1
