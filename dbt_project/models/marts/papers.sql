-- Every listing of a paper, with its team class: the team-affiliation mart.
with populations as (
    select paper_id, {{ sorted_texts('definition') }} as definitions
    from {{ ref('int_papers__populations') }}
    group by paper_id
)

select
    papers.paper_id,
    papers.work_id,
    papers.source,
    papers.vintage,
    papers.is_latest,
    papers.snapshot_id,
    papers.venue,
    papers.year,
    papers.title,
    papers.outcome,
    papers.author_count,
    papers.is_aligned,
    teams.has_affiliation,
    teams.has_academia,
    teams.has_industry,
    teams.has_other,
    teams.team_class,
    teams.is_team_complete,
    teams.academia_authors,
    teams.industry_authors,
    teams.other_authors,
    teams.unknown_authors,
    papers.citations,
    papers.doi,
    populations.definitions
from {{ ref('int_papers') }} as papers
inner join {{ ref('int_papers__teams') }} as teams on papers.paper_id = teams.paper_id
left join populations on papers.paper_id = populations.paper_id
