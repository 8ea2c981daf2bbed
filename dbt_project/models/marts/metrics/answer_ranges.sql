-- The number of an answer, and what it would be under choices that an informed critic could make: other definitions
-- of the seed `answer_choice`, the list before, and what others publish. All keep the question: bounds of unknown
-- cases, other budgets and other statistics are in the tables of their metrics.
with estimates as (
    select *
    from {{ ref('metrics') }}
    where
        not suppressed and value is not null and counting = 'full'
        and venue is null and topic is null and country is null and region is null
),

-- Where the choice names no period, the answer has the newest one that is over, and the choice that of the answer.
matched as (
    select
        choices.question,
        choices.choice,
        choices.is_headline,
        choices.caveat,
        -- The publisher estimates the chips of each owner and designer.
        if(definitions.entity = 'chips', 'estimates', definitions.entity) as counted,
        estimates.*
    from {{ ref('answer_choice') }} as choices
    inner join {{ ref('definition') }} as definitions using (definition)
    inner join estimates
        on
            choices.metric = estimates.metric and choices.definition = estimates.definition
            and choices.team_class is not distinct from estimates.team_class
            and choices.sector is not distinct from estimates.sector
            and choices.unit = estimates.unit
            and case choices.period
                when 'newest'
                    then estimates.period_start is not null and not contains(estimates.period, '-')
                        and (estimates.period_end <= estimates.vintage or not choices.is_headline)
                -- Other definitions than the field's have the years from its first one on.
                when 'field'
                    then estimates.period_start = (select period_start from {{ ref('int_field_newest') }})
                        and (estimates.definition <> 'accepted_field' or estimates.period = (
                            select period from {{ ref('int_field_newest') }}
                        ))
                        and contains(estimates.period, '-') = (
                            select contains(period, '-') from {{ ref('int_field_newest') }}
                        )
                else estimates.period = choices.period
            end
),

-- As in the answer, a year with few cases counts only if no year has more.
headlines as (
    select *
    from matched
    where is_headline and is_latest
    qualify row_number() over (partition by question order by n >= 20 desc, period_end desc, n desc) = 1
),

chosen as (
    select matched.*
    from matched
    left join headlines on matched.question = headlines.question
    where matched.is_latest
    -- Else the newest one that is over.
    qualify row_number() over (
        partition by matched.question, matched.choice
        order by
            coalesce(
                matched.period = headlines.period or matched.period_end = headlines.period_end, false
            ) desc,
            matched.period_end <= matched.vintage desc,
            matched.period_end desc,
            matched.n desc
    ) = 1
),

before as (
    select matched.*
    from matched
    inner join headlines
        on
            matched.question = headlines.question and matched.is_headline and matched.source = headlines.source
            and matched.period = headlines.period and matched.vintage < headlines.vintage
    qualify row_number() over (partition by matched.question order by matched.vintage desc) = 1
),

choices as (
    select * from chosen
    union all
    select * replace ('the list before' as choice, false as is_headline, 'backfill' as caveat) from before
    union all
    select headlines.* replace (
        'the publisher''s own number' as choice,
        false as is_headline,
        null as definition,
        null as vintage,
        figures.source as source,
        null as caveat,
        null as n,
        null as k,
        figures.value as value,
        null as ci_low,
        null as ci_high
    )
    from headlines
    inner join {{ ref('published_figure') }} as figures on strftime(headlines.vintage, '%Y-%m') = figures.published
    where headlines.question = 'how-concentrated' and figures.figure = 'hyperscaler_chips'
    union all
    select headlines.* replace (
        'developers, by the Foundation Model Transparency Index' as choice,
        false as is_headline,
        null as definition,
        null as vintage,
        disclosed.source as source,
        null as caveat,
        'developers' as counted,
        cast(developers.value as bigint) as n,
        cast(disclosed.value as bigint) as k,
        disclosed.value / developers.value as value,
        null as ci_low,
        null as ci_high
    )
    from headlines
    inner join {{ ref('published_figure') }} as disclosed
        on disclosed.figure = 'fmti_disclosed_' || headlines.period
    inner join {{ ref('published_figure') }} as developers
        on developers.figure = 'fmti_developers_' || headlines.period
    where headlines.question = 'who-discloses'
)

select
    choices.question,
    choices.choice,
    choices.is_headline,
    choices.metric,
    choices.definition,
    choices.source,
    choices.vintage,
    choices.period,
    choices.team_class,
    choices.sector,
    choices.unit,
    choices.n,
    choices.counted,
    choices.k,
    choices.value,
    choices.ci_low,
    choices.ci_high,
    -- A caveat of the answer, whose size the choice shows.
    case when list_contains(headlines.caveats, choices.caveat) then choices.caveat end as caveat
from choices
inner join headlines on choices.question = headlines.question
