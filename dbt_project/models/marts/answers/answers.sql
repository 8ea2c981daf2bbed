-- The number of each answer, and where it stands among all combinations of choices; equal cases count once.
with combinations as (
    select
        specifications.* exclude (choices),
        {{ chosen('specifications.choices') }} as choices,
        -- The side of no difference, where there could be one.
        case when answers.unit in ('log10_ratio', 'share_gap') then sign(answers.value) end as side
    from {{ ref('specifications') }} as specifications
    inner join {{ ref('int_answers') }} as answers
        on specifications.question = answers.question and answers.age = 1
    where not specifications.is_repeat
),

ranges as (
    select
        question,
        count(*) as combinations,
        quantile_cont(value, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]) as quantiles,
        count(*) filter (where sign(value) = side) / nullif(count(side), 0) as agree,
        count(*) filter (where if(side > 0, ci_low > 0, ci_high < 0))
        / nullif(count(ci_low * side), 0) as agree_clearly,
        decisive_axis(
            list(choices order by steps, choices), list(value order by steps, choices)
        ) as decisive
    from combinations
    group by question
)

select
    answers.question,
    answers.metric,
    answers.definition,
    answers.source,
    answers.vintage,
    answers.period,
    answers.team_class,
    answers.sector,
    answers.unit,
    answers.n,
    answers.counted,
    answers.k,
    answers.value,
    answers.ci_low,
    answers.ci_high,
    coalesce(ranges.combinations, 0) as combinations,
    {% for name in ['least', 'p05', 'p25', 'middle', 'p75', 'p95', 'most'] -%}
    ranges.quantiles[{{ loop.index }}] as {{ name }},
    {% endfor -%}
    ranges.agree,
    ranges.agree_clearly,
    axes.axis as decisive_axis,
    ranges.decisive.part as decisive_part
from {{ ref('int_answers') }} as answers
left join ranges on answers.question = ranges.question
left join {{ ref('choices') }} as axes
    on answers.question = axes.question and ranges.decisive.choice = axes.choice
where answers.age = 1
