-- Where affiliations come from in most of the papers that count of a venue and year, how the same papers differ where
-- that is another kind than before, and whether 15% of its papers are of another track than the main one.
with listings as (
    select
        venue,
        year,
        work_id,
        is_counted,
        coalesce(affiliations_are, 'printed') as affiliations,
        team_class,
        has_industry,
        coalesce(track, 'main') <> 'main' as is_of_other_track
    from {{ ref('int_papers') }}
    where
        source = 'lists' and is_latest and outcome = 'accepted' and team_class <> 'unknown'
        and venue is not null and year is not null
    qualify row_number() over (
        partition by venue, year, work_id, affiliations
        order by is_counted desc, is_aligned desc, paper_id
    ) = 1
),

pairs as (
    select
        one.venue,
        one.year,
        one.affiliations,
        other.affiliations as former,
        count(*) as works,
        count(*) filter (where one.team_class <> other.team_class) as changed,
        count(*) filter (where one.has_industry) as any_industry,
        count(*) filter (where other.has_industry) as any_industry_former
    from listings as one
    inner join listings as other
        on
            one.venue = other.venue
            and one.year = other.year
            and one.work_id = other.work_id
            and one.affiliations <> other.affiliations
    group by all
),

changes as (
    select
        affiliations,
        former,
        sum(works)::bigint as works,
        sum(changed)::bigint as changed
    from pairs
    group by all
),

kinds as (
    select
        venue,
        year,
        affiliations,
        sum(count(*) filter (where is_of_other_track)) over edition
        >= 0.15 * sum(count(*)) over edition as has_other_tracks
    from listings
    where is_counted
    group by venue, year, affiliations
    window edition as (partition by venue, year)
    qualify row_number() over (partition by venue, year order by count(*) desc, affiliations) = 1
),

series as (
    select
        *,
        lag(affiliations) over (partition by venue order by year) as former
    from kinds
),

-- The papers of the venue itself that two lists have, in the year nearest to the break.
own as (
    select
        series.venue,
        series.year,
        pairs.year as same_year,
        pairs.works as same_works,
        pairs.any_industry as same_any_industry,
        pairs.any_industry_former as same_any_industry_before
    from series
    inner join pairs
        on
            series.venue = pairs.venue
            and series.affiliations = pairs.affiliations
            and series.former = pairs.former
            and pairs.works >= {{ smallest_list() }}
    qualify row_number() over (
        partition by series.venue, series.year order by abs(pairs.year - series.year), pairs.year desc
    ) = 1
)

select
    series.venue,
    series.year,
    series.affiliations,
    series.has_other_tracks,
    coalesce(series.affiliations <> series.former, false) as is_break,
    series.former as affiliations_before,
    changes.works as works_in_both,
    changes.changed as changed_class,
    own.same_year,
    own.same_works,
    own.same_any_industry,
    own.same_any_industry_before
from series
left join changes on series.affiliations = changes.affiliations and series.former = changes.former
left join own on series.venue = own.venue and series.year = own.year
