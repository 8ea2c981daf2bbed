-- Where affiliations come from in most of the papers that count of a venue and year, how the same papers differ where
-- that is another kind than before, and whether 15% of its papers are of another track than the main one. A list
-- is of the same kind if both periods have one of its venue's main track, from the same publisher and of that kind.
with listings as (
    select
        papers.venue,
        papers.year,
        papers.work_id,
        papers.is_counted,
        coalesce(papers.affiliations_are, 'printed') as affiliations,
        snapshots.publisher,
        papers.team_class,
        papers.has_industry,
        coalesce(papers.track, 'main') <> 'main' as is_of_other_track
    from {{ ref('int_papers') }} as papers
    left join {{ ref('stg_raw__snapshots') }} as snapshots on papers.snapshot_id = snapshots.snapshot_id
    where
        papers.source = 'lists' and papers.is_latest and papers.outcome = 'accepted'
        and papers.team_class <> 'unknown' and papers.venue is not null and papers.year is not null
    qualify row_number() over (
        partition by papers.venue, papers.year, papers.work_id, affiliations
        order by papers.is_counted desc, papers.is_aligned desc, papers.paper_id
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
        mode(publisher order by publisher) as publisher,
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
    not series.has_other_tracks
    and bool_or(series.year between 2020 and 2022 and not series.has_other_tracks) over of_kind
    and bool_or(series.year >= 2023 and not series.has_other_tracks) over of_kind as is_of_same_kind,
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
window of_kind as (partition by series.venue, series.affiliations, series.publisher)
