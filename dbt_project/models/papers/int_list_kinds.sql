-- Where affiliations come from in most of the papers that count of a venue and year, and how many of the same papers
-- change their class where that is another kind than before.
with listings as (
    select
        venue,
        year,
        work_id,
        is_counted,
        coalesce(affiliations_are, 'printed') as affiliations,
        team_class
    from {{ ref('int_papers') }}
    where
        source = 'lists' and is_latest and outcome = 'accepted' and team_class <> 'unknown'
        and venue is not null and year is not null
    qualify row_number() over (
        partition by venue, year, work_id, affiliations
        order by is_counted desc, is_aligned desc, paper_id
    ) = 1
),

changes as (
    select
        one.affiliations,
        other.affiliations as former,
        count(*) as works,
        count(*) filter (where one.team_class <> other.team_class) as changed
    from listings as one
    inner join listings as other
        on
            one.venue = other.venue
            and one.year = other.year
            and one.work_id = other.work_id
            and one.affiliations <> other.affiliations
    group by all
),

kinds as (
    select
        venue,
        year,
        affiliations
    from listings
    where is_counted
    group by venue, year, affiliations
    qualify row_number() over (partition by venue, year order by count(*) desc, affiliations) = 1
),

series as (
    select
        *,
        lag(affiliations) over (partition by venue order by year) as former
    from kinds
)

select
    series.venue,
    series.year,
    series.affiliations,
    coalesce(series.affiliations <> series.former, false) as is_break,
    changes.works as works_in_both,
    changes.changed as changed_class
from series
left join changes on series.affiliations = changes.affiliations and series.former = changes.former
