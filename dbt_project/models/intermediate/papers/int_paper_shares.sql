with members as (
    select * from {{ ref('int_papers__periods') }}
),

classes as (
    {% for class in known_team_classes() -%}
    select '{{ class }}' as team_class
    {%- if not loop.last %} union all {% endif %}
    {% endfor %}
)

{% set place = 'members.definition, members.source, members.vintage, members.venue, members.period, members.period_start, members.period_end' %}

select
    'paper_team_share' as metric,
    {{ place }},
    classes.team_class,
    count(*) filter (where members.team_class <> 'unknown') as n,
    count(*) filter (where members.team_class = classes.team_class) as k,
    count(*) filter (where members.team_class = 'unknown') as n_unknown
from members
cross join classes
group by all
union all
select
    'any_industry_share',
    {{ place }},
    null,
    count(*) filter (where members.team_class <> 'unknown'),
    count(*) filter (where members.has_industry),
    count(*) filter (where members.team_class = 'unknown')
from members
group by all
union all
select
    'paper_affiliation_coverage',
    {{ place }},
    null,
    count(*),
    count(*) filter (where members.has_affiliation),
    0
from members
where members.definition <> 'complete_teams'
group by all
