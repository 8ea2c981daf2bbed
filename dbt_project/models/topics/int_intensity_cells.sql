-- A paper of m topics has 1/m in each, so the topics of a list add up to its papers.
with counted as (
    select
        papers.* exclude (paper_key),
        tags.topic,
        tags.share,
        count(*) as works
    from {{ ref('int_intensity_papers') }} as papers
    inner join {{ ref('int_works__topics') }} as tags on papers.paper_key = tags.work_key and tags.entity = 'papers'
    group by all
),

-- A paper is on no side of a definition that is null.
sides as (
    select *
    from counted
    unpivot (
        is_intensive for definition in (
            intensive_half,
            intensive_third,
            intensive_quarter,
            intensive_tenth,
            intensive_twentieth,
            intensive_third_largest,
            intensive_third_machine_learning,
            intensive_third_of_period,
            intensive_third_accelerators,
            intensive_1e22,
            foundation_models,
            scrutiny
        )
    )
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
        summed.* exclude (share, works, team_class, has_industry, has_academia),
        cases.team_class,
        coalesce(sum(works * share order by share, works) filter (where summed.team_class <> 'unknown'), 0) as n,
        coalesce(
            sum(works * share order by share, works) filter (
                where {{
                    counts_in(
                        'cases.team_class', 'summed.team_class', 'summed.has_industry', 'summed.has_academia'
                    )
                }}
            ), 0
        ) as k,
        coalesce(
            sum(works * share * share order by share, works) filter (where summed.team_class <> 'unknown'), 0
        ) as squares,
        coalesce(sum(works * share order by share, works) filter (where summed.team_class = 'unknown'), 0) as n_unknown
    from summed
    inner join
        (
            values
            ('academic_only', null),
            ('industry_only', 'scrutiny'),
            ('no_company', 'intensive_third'),
            ('any_university', 'intensive_third')
        ) as cases (team_class, definition)
        on coalesce(cases.definition, summed.definition) = summed.definition
    group by all
)

select
    cells.definition,
    cells.source,
    cells.vintage,
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, cells.vintage) as period_end,
    case when periods.is_year then 'year' when periods.first_year = 0 then 'all' else 'fixed' end as kind,
    cells.* exclude (definition, source, vintage)
from cells
inner join {{ ref('int_periods') }} as periods on cells.year between periods.first_year and periods.last_year
-- Variants have fixed periods only.
where not periods.is_year or cells.definition in ('intensive_third', 'foundation_models')
