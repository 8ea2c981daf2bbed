-- Papers and models of academic-only teams, each split equally over its universities. The dictionary of affiliations
-- and the owners of organisations name them; a reduced list does only if its licence is free.
with papers as (
    select
        source,
        vintage,
        period,
        period_start,
        period_end,
        cast(paper_key as varchar) as work,
        paper_key
    from {{ ref('int_papers__periods') }}
    where definition = 'accepted' and venue is null and team_class = 'academic_only'
),

paper_universities as (
    select distinct
        paper_key,
        organisation as university
    from {{ ref('int_mentions') }}
    where has_academia and organisation is not null
),

works as (
    select
        'university_papers' as definition,
        papers.* exclude (paper_key),
        paper_universities.university
    from papers
    left join paper_universities on papers.paper_key = paper_universities.paper_key
    union all
    select
        'university_models_classed',
        models.source,
        models.vintage,
        models.period,
        models.period_start,
        models.period_end,
        models.model_id,
        organizations.owner
    from {{ ref('int_models__periods') }} as models
    left join {{ ref('int_models__organizations') }} as organizations on models.model_id = organizations.model_id
    where models.definition = 'notable_classed' and models.team_class = 'academic_only'
)

select
    *,
    1 / count(university) over (partition by definition, source, vintage, period, work) as part
from works
