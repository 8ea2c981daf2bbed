-- The struct has one field an axis, so that a reader selects choices by their names.
with estimates as (
    {% for subject in ['models', 'chips', 'papers', 'topics', 'adoption'] -%}
    select * from {{ ref('int_specifications__' ~ subject) }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select
    estimates.question,
    {{ by_axis('estimates.choices', 'questions.axes') }} as choices,
    answers.period,
    answers.vintage,
    answers.unit,
    estimates.value,
    estimates.ci_low,
    estimates.ci_high,
    estimates.n,
    estimates.k,
    estimates.steps = 0 as is_answer,
    estimates.steps,
    -- Equal numbers of equal cases: a gap has an interval only near the answer, so its ends say nothing here.
    estimates.is_repeat or row_number() over (
        partition by
            estimates.question, estimates.n, estimates.k, round(estimates.value, 12),
            if(answers.unit = 'share_gap', null, round(estimates.ci_low, 9))
        order by estimates.steps, estimates.choices
    ) > 1 as is_repeat
from estimates
inner join {{ ref('int_questions') }} as questions on estimates.question = questions.question
inner join {{ ref('int_answers') }} as answers on estimates.question = answers.question and answers.age = 1
-- A short list may have too few cases for the answer's own choices: then there is nothing to compare with.
qualify bool_or(estimates.steps = 0) over (partition by estimates.question)
