with slots as (
    select
        mentions.paper_id,
        mentions.slot,
        bool_or(affiliations.has_academia) as has_academia,
        bool_or(affiliations.has_industry) as has_industry,
        bool_or(affiliations.has_other) as has_other
    from {{ ref('int_papers__affiliations') }} as mentions
    inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
    group by mentions.paper_id, mentions.slot
),

teams as (
    select
        paper_id,
        bool_or(has_academia) as has_academia,
        bool_or(has_industry) as has_industry,
        bool_or(has_other) as has_other,
        count(*) filter (where has_academia or has_industry or has_other) as known_slots
    from slots
    group by paper_id
)

select
    papers.paper_id,
    teams.paper_id is not null as has_affiliation,
    coalesce(teams.has_academia, false) as has_academia,
    coalesce(teams.has_industry, false) as has_industry,
    coalesce(teams.has_other, false) as has_other,
    {{ team_class(
        'coalesce(teams.has_academia, false)',
        'coalesce(teams.has_industry, false)',
        'coalesce(teams.has_other, false)'
    ) }} as team_class,
    coalesce(papers.is_aligned and teams.known_slots = papers.author_count, false) as is_team_complete
from {{ ref('int_papers') }} as papers
left join teams on papers.paper_id = teams.paper_id
