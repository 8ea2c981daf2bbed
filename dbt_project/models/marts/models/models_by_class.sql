-- Here a team of a company and public research has a class of its own, so that the classes add up to all models.
select
    source,
    vintage,
    period,
    is_year,
    count(*) filter (where team_class = 'academic_only') as academic_only,
    count(*) filter (where team_class = 'other' and not has_industry) as public_research,
    count(*) filter (where team_class = 'academia_industry') as academia_industry,
    count(*) filter (where team_class = 'other' and has_industry) as industry_public,
    count(*) filter (where team_class = 'industry_only') as industry_only,
    count(*) filter (where team_class = 'unknown') as unknown,
    count(*) as models
from {{ ref('int_models__periods') }}
where definition = 'notable_classed'
group by all
