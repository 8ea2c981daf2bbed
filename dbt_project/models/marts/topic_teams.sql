-- Works by topic and team class in every period, each counted whole and as a fraction over its topics.
select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    topic,
    is_area,
    team_class,
    'full' as counting,
    works,
    cast(works as double) as amount
from {{ ref('int_topic_teams') }}
union all
select
    definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    topic,
    is_area,
    team_class,
    'fractional',
    works,
    fraction
from {{ ref('int_topic_teams') }}
