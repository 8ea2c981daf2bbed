-- Of the works of known class that two lists of an edition both have: how many each of them has in the class. Each list
-- also stands beside itself.
with works as (
    select
        *,
        team_class <> 'unknown' as is_known
    from {{ ref('int_field_works') }}
),

lists as (
    select
        source,
        venue,
        year,
        count(*) as works,
        mode(affiliations order by affiliations) filter (where is_known) as affiliations,
        coalesce(max(year(crawled) - year) filter (where is_known and affiliations = 'profile'), 0) as age
    from works
    group by all
),

shared as (
    select
        one.venue,
        one.year,
        one.source,
        other.source as other_source,
        one.team_class,
        one.has_industry,
        one.has_academia,
        other.team_class as other_class,
        other.has_industry as other_has_industry,
        other.has_academia as other_has_academia
    from works as one
    inner join works as other
        on
            one.venue = other.venue
            and one.year = other.year
            and one.work_id = other.work_id
            and one.source <= other.source
    where one.is_known and other.is_known
),

counts as (
    select
        shares.metric,
        shares.team_class,
        shared.venue,
        shared.year,
        shared.source,
        shared.other_source,
        count(*) filter (
            where {{
                counts_in('shares.team_class', 'shared.team_class', 'shared.has_industry', 'shared.has_academia')
            }}
        ) as k,
        count(*) filter (
            where {{
                counts_in(
                    'shares.team_class', 'shared.other_class', 'shared.other_has_industry', 'shared.other_has_academia'
                )
            }}
        ) as other_k,
        count(*) as n
    from shared
    cross join {{ team_shares(also=['any_university']) }}
    group by all
    having count(*) >= {{ smallest_list() }}
)

select
    counts.*,
    one.affiliations,
    one.age,
    one.works,
    other.affiliations as other_affiliations,
    other.age as other_age
from counts
inner join lists as one
    on counts.source = one.source and counts.venue = one.venue and counts.year = one.year
inner join lists as other
    on counts.other_source = other.source and counts.venue = other.venue and counts.year = other.year
