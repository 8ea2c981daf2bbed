with mentions as (
    select
        mentions.paper_key, mentions.slot, affiliations.has_academia, affiliations.has_industry,
        affiliations.has_other,
        cast(affiliations.has_academia as integer)
        + cast(affiliations.has_industry as integer)
        + cast(affiliations.has_other as integer) as sector_count,
        -- An author with several affiliations is split equally.
        1.0 / count(*) over (partition by mentions.paper_key, mentions.slot) as share
    from {{ ref('int_papers__affiliations') }} as mentions
    inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
),

slots as (
    select
        paper_key, slot,
        bool_or(has_academia) as has_academia,
        bool_or(has_industry) as has_industry,
        bool_or(has_other) as has_other,
        sum(case when has_academia then share / sector_count else 0 end) as academia_share,
        sum(case when has_industry then share / sector_count else 0 end) as industry_share,
        sum(case when has_other then share / sector_count else 0 end) as other_share,
        sum(case when sector_count = 0 then share else 0 end) as unknown_share
    from mentions
    group by paper_key, slot
),

teams as (
    select
        paper_key,
        bool_or(has_academia) as has_academia,
        bool_or(has_industry) as has_industry,
        bool_or(has_other) as has_other,
        sum(academia_share) as academia_authors,
        sum(industry_share) as industry_authors,
        sum(other_share) as other_authors,
        sum(unknown_share) as unknown_authors,
        count(*) as listed_slots,
        count(*) filter (where has_academia or has_industry or has_other) as known_slots
    from slots
    group by paper_key
)

select
    papers.paper_key,
    teams.paper_key is not null as has_affiliation,
    coalesce(teams.has_academia, false) as has_academia,
    coalesce(teams.has_industry, false) as has_industry,
    coalesce(teams.has_other, false) as has_other,
    {{ team_class(
        'coalesce(teams.has_academia, false)',
        'coalesce(teams.has_industry, false)',
        'coalesce(teams.has_other, false)'
    ) }} as team_class,
    coalesce(papers.is_aligned and teams.known_slots = papers.author_count, false) as is_team_complete,
    -- In a list that does not align with the authors, the author of an affiliation is unknown. Sums of
    -- fractions are rounded, so that they do not depend on the order of rows.
    case when papers.is_aligned then round(coalesce(teams.academia_authors, 0), 9) end as academia_authors,
    case when papers.is_aligned then round(coalesce(teams.industry_authors, 0), 9) end as industry_authors,
    case when papers.is_aligned then round(coalesce(teams.other_authors, 0), 9) end as other_authors,
    case
        when papers.is_aligned
            then round(coalesce(teams.unknown_authors, 0) + papers.author_count - coalesce(teams.listed_slots, 0), 9)
    end as unknown_authors
from {{ ref('int_papers') }} as papers
left join teams on papers.paper_key = teams.paper_key
