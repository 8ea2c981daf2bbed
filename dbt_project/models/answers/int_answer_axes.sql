-- The axes of each answer that has a number, with its list and years.
select
    questions.question,
    questions.axes,
    questions.choices,
    answers.source,
    answers.vintage,
    coalesce(year(answers.period_start), 2010) as first_year,
    coalesce(year(answers.period_end), 9999) as last_year
from {{ ref('int_questions') }} as questions
inner join {{ ref('int_answers') }} as answers on questions.question = answers.question and answers.age = 1
