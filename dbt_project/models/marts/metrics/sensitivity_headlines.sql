-- The margin of a statement is positive if the statement is true. A specification contradicts a statement if
-- its margin is negative.
with numbers as (
    select definition, source, vintage, unknowns, metric, period, team_class, value, n
    from {{ ref('sensitivity') }}
    -- If no class is unknown, the three treatments are the same specification.
    where unknowns = 'excluded' or n_unknown > 0
),

statements as (
    select
        'academic_share_fell' as headline,
        early.definition,
        early.source,
        early.vintage,
        early.unknowns,
        late.unknowns as other_unknowns,
        '2023-latest' as period,
        early.value - late.value as margin,
        least(early.n, late.n) as n
    from numbers as early
    inner join numbers as late
        on early.definition = late.definition and early.source = late.source and early.vintage = late.vintage
    where
        early.metric = 'model_team_share'
        and late.metric = 'model_team_share'
        and early.team_class = 'academic_only'
        and late.team_class = 'academic_only'
        and early.period = '2010-2014'
        and late.period = '2023-latest'
    union all
    select
        'industry_leads',
        industry.definition,
        industry.source,
        industry.vintage,
        industry.unknowns,
        academia.unknowns,
        industry.period,
        industry.value - academia.value,
        least(industry.n, academia.n)
    from numbers as industry
    inner join numbers as academia
        on
            industry.metric = academia.metric
            and industry.definition = academia.definition
            and industry.source = academia.source
            and industry.vintage = academia.vintage
            and industry.period = academia.period
    where
        industry.metric = 'model_team_share'
        and industry.period <> '2010-2014'
        and industry.team_class = 'industry_only'
        and academia.team_class = 'academic_only'
        -- Both shares count the same models. Models of unknown class are left out of both, or count as
        -- industry, academia or neither. They cannot be industry and academia at once.
        and (industry.unknowns = 'excluded') = (academia.unknowns = 'excluded')
        and not (industry.unknowns = 'all_inside' and academia.unknowns = 'all_inside')
    union all
    select 'industry_uses_more_compute', definition, source, vintage, unknowns, unknowns, period, value, n
    from numbers
    where metric = 'compute_gap'
)

select
    *,
    count(*) over (partition by headline) as n_specifications,
    count(*) filter (where margin < 0) over (partition by headline) as n_negative,
    count(*) filter (where margin < 0) over (partition by headline) > 0 as flips
from statements
