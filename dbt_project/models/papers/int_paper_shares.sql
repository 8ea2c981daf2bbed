{% set place = 'definition, source, vintage, venue, period, period_start, period_end' %}

with counts as (
    select
        {{ place }},
        {% for class in known_team_classes() + ['unknown'] -%}
        count(*) filter (where team_class = '{{ class }}') as {{ class }},
        {% endfor -%}
        count(*) filter (where has_industry) as with_industry,
        count(*) filter (where has_affiliation) as with_affiliation,
        count(*) as works
    from {{ ref('int_papers__periods') }}
    group by {{ place }}
)

{% for class in known_team_classes() -%}
select
    'paper_team_share' as metric,
    {{ place }},
    '{{ class }}' as team_class,
    works - unknown as n,
    {{ class }} as k,
    unknown as n_unknown
from counts
union all
{% endfor -%}
select
    'any_industry_share',
    {{ place }},
    null,
    works - unknown,
    with_industry,
    unknown
from counts
union all
select
    'paper_affiliation_coverage',
    {{ place }},
    null,
    works,
    with_affiliation,
    0
from counts
where definition <> 'complete_teams'
