-- A paper of m topics has 1/m in each, so the topics of a list add up to its papers.
with counted as (
    select
        papers.source,
        papers.vintage,
        papers.team_class,
        papers.has_industry,
        papers.venue,
        papers.year,
        papers.intensive_third,
        papers.foundation_models,
        tags.topic,
        tags.share,
        count(*) as works
    from {{ ref('int_intensity_papers') }} as papers
    inner join {{ ref('int_works__topics') }} as tags on papers.paper_key = tags.work_key and tags.entity = 'papers'
    group by all
),

-- A paper is on no side of a group that is null.
sides as (
    select *
    from counted
    unpivot (is_intensive for topics in (intensive_third, foundation_models))
),

summed as (
    select
        * exclude (works),
        sum(works) as works
    from sides
    group by all
),

-- Each period that has the year of a list has the same sums of it.
cells as (
    select
        summed.* exclude (share, works, team_class, has_industry),
        'academic_only' as team_class,
        coalesce(sum(works * share order by share, works) filter (where summed.team_class <> 'unknown'), 0) as n,
        coalesce(
            sum(works * share order by share, works) filter (
                where {{ counts_in("'academic_only'", 'summed.team_class', 'summed.has_industry') }}
            ), 0
        ) as k,
        coalesce(
            sum(works * share * share order by share, works) filter (where summed.team_class <> 'unknown'), 0
        ) as squares,
        coalesce(sum(works * share order by share, works) filter (where summed.team_class = 'unknown'), 0) as n_unknown
    from summed
    group by all
)

select
    cells.topics,
    cells.source,
    cells.vintage,
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, cells.vintage) as period_end,
    case when periods.is_year then 'year' when periods.first_year = 0 then 'all' else 'fixed' end as kind,
    cells.* exclude (topics, source, vintage)
from cells
inner join {{ ref('int_periods') }} as periods on cells.year between periods.first_year and periods.last_year
