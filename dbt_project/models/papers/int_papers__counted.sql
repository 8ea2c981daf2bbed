-- Listings of the newest lists of a venue and year are one work if they share the work_id, and the best one counts.
-- An older list counts by itself, and only if one source has all lists of the venue and year, because a list of
-- another source is no revision.
with listings as (
    select
        papers.paper_key, papers.paper_id, papers.venue, papers.year, papers.work_id, papers.outcome,
        papers.source_rank, papers.vintage, papers.is_latest,
        coalesce(papers.affiliations_are = 'profile', false) as is_profile,
        coalesce(papers.is_aligned, false) as is_aligned,
        teams.team_class <> 'unknown' as is_known,
        case
            when papers.is_latest then max(papers.vintage) over (partition by papers.venue, papers.year)
            else papers.vintage
        end as listed_on,
        papers.is_latest
        or min(papers.listed_by) over (partition by papers.venue, papers.year)
        = max(papers.listed_by) over (partition by papers.venue, papers.year) as may_count
    from {{ ref('int_papers') }} as papers
    inner join {{ ref('int_papers__teams') }} as teams on papers.paper_key = teams.paper_key
    where papers.source = 'lists'
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
    from listings
),

-- The newest state of a venue and year decides for its older lists too.
coverage as (
    select
        ranked.venue, ranked.year,
        count(*) filter (where ranked.is_known) >= {{ least_covered() }} * count(*)
        and coalesce(count(*) >= {{ least_covered() }} * min(accepted.accepted), true) as is_covered
    from ranked
    left join {{ ref('accepted_count') }} as accepted on ranked.venue = accepted.venue and ranked.year = accepted.year
    where ranked.is_latest and ranked.is_counted and ranked.outcome = 'accepted'
    group by ranked.venue, ranked.year
)

select
    ranked.paper_key, ranked.listed_on, ranked.is_counted,
    -- A list of workshop papers alone has no accepted papers to judge it by.
    coalesce(coverage.is_covered, true) as is_covered
from ranked
left join coverage on ranked.venue = coverage.venue and ranked.year = coverage.year
