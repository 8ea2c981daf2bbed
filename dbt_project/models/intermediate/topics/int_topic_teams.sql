{% set place = 'definition, source, vintage, period, period_start, period_end, country, topic, is_area, team_class' %}

select
    {{ place }},
    count(*) as works,
    count(*) filter (where has_industry) as industry_works,
    count(*) filter (where not is_located) as unlocated_works,
    {{ ordered_sum('share', 'paper_id') }} as fraction,
    coalesce({{ ordered_sum('share', 'paper_id', 'has_industry') }}, 0) as industry_fraction
from {{ ref('int_topic_members') }}
group by {{ place }}
