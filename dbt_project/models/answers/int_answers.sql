-- The number of each answer, as the metrics have it, on each list that has one.
with estimates as (
    select metrics.*
    from {{ ref('metrics') }} as metrics
    where
        not suppressed and value is not null and counting = 'full'
        and venue is null and topic is null and country is null and region is null
),

newest_field as (
    select * from {{ ref('int_field_newest') }}
),

matched as (
    select
        questions.question,
        -- The publisher estimates the chips of each owner and designer.
        if(definitions.entity = 'chips', 'estimates', definitions.entity) as counted,
        estimates.*
    from {{ ref('int_questions') }} as questions
    inner join {{ ref('int_definitions') }} as definitions on questions.definition = definitions.definition
    inner join estimates
        on
            questions.metric = estimates.metric and questions.definition = estimates.definition
            and questions.team_class is not distinct from estimates.team_class
            and questions.sector is not distinct from estimates.sector
            and questions.unit = estimates.unit
            -- Without a period, the newest one that is over.
            and case questions.period
                when 'newest'
                    then estimates.period_start is not null and not contains(estimates.period, '-')
                        and estimates.period_end <= estimates.vintage
                when 'field' then estimates.period = (select period from newest_field)
                else estimates.period = questions.period
            end
),

-- A year with few cases counts only if no year has more.
newest as (
    select *
    from matched
    where is_latest
    qualify row_number() over (partition by question order by n >= 20 desc, period_end desc, n desc) = 1
)

select
    matched.question,
    matched.counted,
    matched.metric,
    matched.definition,
    matched.source,
    matched.vintage,
    matched.period,
    matched.period_start,
    matched.period_end,
    matched.team_class,
    matched.sector,
    matched.unit,
    matched.n,
    matched.k,
    matched.value,
    matched.ci_low,
    matched.ci_high,
    matched.caveats,
    row_number() over (partition by matched.question order by matched.vintage desc) as age
from matched
inner join newest
    on
        matched.question = newest.question and matched.source = newest.source and matched.period = newest.period
        and matched.vintage <= newest.vintage
