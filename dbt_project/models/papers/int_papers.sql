with mentions as (
    select
        paper_key,
        slot,
        has_academia,
        has_industry,
        has_other,
        has_industry and coalesce(is_learner, false) as has_learner,
        cast(has_academia as integer) + cast(has_industry as integer) + cast(has_other as integer) as sector_count,
        -- An author with several affiliations is split equally.
        1.0 / count(*) over (partition by paper_key, slot) as share
    from {{ ref('int_mentions') }}
),

slots as (
    select
        paper_key,
        slot,
        bool_or(has_academia) as has_academia,
        bool_or(has_industry) as has_industry,
        bool_or(has_other) as has_other,
        bool_or(has_learner) as has_learner,
        bool_or(has_industry and not has_learner) as has_staff,
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
        bool_or(has_learner) as has_learner,
        bool_or(has_staff) as has_staff,
        sum(academia_share) as academia_authors,
        sum(industry_share) as industry_authors,
        sum(other_share) as other_authors,
        sum(unknown_share) as unknown_authors,
        count(*) as listed_slots,
        count(*) filter (where has_academia or has_industry or has_other) as known_slots
    from slots
    group by paper_key
),

papers as (
    select
        listings.* exclude (by_author, mentions, learners, own_by_author, own_mentions),
        teams.paper_key is not null as has_affiliation,
        coalesce(teams.has_academia, false) as has_academia,
        coalesce(teams.has_industry, false) as has_industry,
        coalesce(teams.has_other, false) as has_other,
        {{ team_class(
            'coalesce(teams.has_academia, false)',
            'coalesce(teams.has_industry, false)',
            'coalesce(teams.has_other, false)'
        ) }} as team_class,
        -- Where the list has positions, interns and students at a company can count as academics.
        listings.learners is not null as has_positions,
        {{ team_class(
            'coalesce(teams.has_academia or teams.has_learner, false)',
            'coalesce(teams.has_staff, false)',
            'coalesce(teams.has_other, false)'
        ) }} = 'academic_only' as is_academic_with_interns,
        coalesce(listings.is_aligned and teams.known_slots = listings.author_count, false) as is_team_complete,
        -- In a list that does not align with the authors, the author of an affiliation is unknown. Sums of
        -- fractions are rounded, so that they do not depend on the order of rows.
        case when listings.is_aligned then round(coalesce(teams.academia_authors, 0), 9) end as academia_authors,
        case when listings.is_aligned then round(coalesce(teams.industry_authors, 0), 9) end as industry_authors,
        case when listings.is_aligned then round(coalesce(teams.other_authors, 0), 9) end as other_authors,
        case
            when listings.is_aligned
                then round(
                    coalesce(teams.unknown_authors, 0) + listings.author_count - coalesce(teams.listed_slots, 0), 9
                )
        end as unknown_authors
    from {{ ref('int_listings') }} as listings
    left join teams on listings.paper_key = teams.paper_key
),

-- Listings of the newest lists of a venue and year are one work if they share the work_id, and the best one counts.
-- An older list counts by itself, and only if one source has all lists of the venue and year, because a list of
-- another source is no revision. A work of OpenAlex always counts, and a window would sort all of them.
listed as (
    select
        paper_key,
        paper_id,
        venue,
        year,
        work_id,
        outcome,
        source_rank,
        vintage,
        is_latest,
        coalesce(affiliations_are = 'profile', false) as is_profile,
        coalesce(is_aligned, false) as is_aligned,
        team_class <> 'unknown' as is_known,
        case when is_latest then max(vintage) over (partition by venue, year) else vintage end as listed_on,
        is_latest
        or min(listed_by) over (partition by venue, year) = max(listed_by) over (partition by venue, year) as may_count
    from papers
    where source = 'lists'
),

ranked as (
    select
        *,
        may_count and row_number() over (
            partition by venue, year, is_latest, listed_on, work_id
            order by
                case outcome when 'accepted' then 1 when 'workshop' then 2 else 3 end,
                is_known desc,
                is_profile,
                is_aligned desc,
                source_rank,
                vintage desc,
                paper_id
        ) = 1 as is_counted
    from listed
),

-- The newest state of a venue and year decides for its older lists too. A list of workshop papers alone has no accepted
-- papers to judge it by.
coverage as (
    select
        ranked.venue,
        ranked.year,
        count(*) filter (where ranked.is_known) >= {{ least_covered() }} * count(*)
        and coalesce(count(*) >= {{ least_covered() }} * min(accepted.accepted), true) as is_covered
    from ranked
    left join {{ ref('stg_venues__editions') }} as accepted
        on ranked.venue = accepted.venue and ranked.year = accepted.year
    where ranked.is_latest and ranked.is_counted and ranked.outcome = 'accepted'
    group by ranked.venue, ranked.year
),

counted as (
    select
        papers.*,
        coalesce(ranked.listed_on, papers.vintage) as listed_on,
        coalesce(ranked.is_counted, true) as is_counted,
        coalesce(papers.source <> 'lists' or coverage.is_covered, true) as is_covered
    from papers
    left join ranked on papers.paper_key = ranked.paper_key
    left join coverage on papers.venue = coverage.venue and papers.year = coverage.year
)

-- The populations of papers, by the rules in docs/metrics.md section 3.2.
select
    *,
    case
        when is_machine_learning and is_counted
            then list_filter(
                [
                    case when is_covered and outcome = 'accepted' then 'accepted' end,
                    case when not is_covered and outcome = 'accepted' then 'accepted_left_out' end,
                    case when is_covered and outcome = 'accepted' and is_team_complete then 'complete_teams' end
                ],
                lambda definition: definition is not null
            )
    end as definitions
from counted
