-- A list that has a work twice is compared once.
with listings as (
    select
        papers.venue,
        papers.year,
        papers.work_id,
        papers.listed_by,
        papers.team_class,
        papers.has_industry
    from {{ ref('int_papers') }} as papers
    where
        papers.source = 'lists' and papers.is_latest and papers.outcome = 'accepted' and papers.team_class <> 'unknown'
    qualify row_number() over (
        partition by papers.venue, papers.year, papers.work_id, papers.listed_by
        order by papers.is_aligned desc, papers.paper_id
    ) = 1
)

select
    one.listed_by,
    other.listed_by as other,
    count(*) as works,
    count(*) filter (where one.team_class = other.team_class) as same_class,
    count(*) filter (where one.has_industry and not other.has_industry) as industry_in_one,
    count(*) filter (where other.has_industry and not one.has_industry) as industry_in_other,
    count(*) filter (where one.team_class = other.team_class) * 1.0 / count(*) as agreement
from listings as one
inner join listings as other
    on
        one.venue = other.venue
        and one.year = other.year
        and one.work_id = other.work_id
        and one.listed_by < other.listed_by
group by one.listed_by, other.listed_by
