select
    questions.question,
    questions.axes[i] as axis,
    choices.axis_label,
    cast(i as bigint) as axis_place,
    choices.choice,
    choices.label,
    cast(list_position(questions.choices[i], choices.choice) as bigint) as place,
    questions.choices[i][1] = choices.choice as is_answer,
    choices.caveat
from {{ ref('int_questions') }} as questions
cross join generate_series(1, 12) as places (i)
inner join {{ ref('int_choices') }} as choices
    on questions.axes[i] = choices.axis and list_contains(questions.choices[i], choices.choice)
