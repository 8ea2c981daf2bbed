-- The number of each answer, and its axes in order with the choices on each; the first is the answer's.
with questions as (
    select
        key as question,
        value
    from json_each('{{ tojson(var("questions")) | replace("'", "''") }}')
),

axes as (
    select
        questions.question,
        axes.key as axis,
        axes.id as place,
        list(choices.choice order by choices.choice <> (axes.value ->> '$'), choices.place) as choices
    from questions,
        json_each(questions.value, '$.axes') as axes
    inner join {{ ref('int_choices') }} as choices on axes.key = choices.axis
    where
        choices.choice = (axes.value ->> '$')
        or (choices.is_named_only is null and not json_contains(
            coalesce(questions.value -> 'without', '[]'), '"' || choices.choice || '"'
        ))
    group by all
)

select
    questions.question,
    unnest(from_json(any_value(questions.value), '{
        "metric": "varchar",
        "definition": "varchar",
        "team_class": "varchar",
        "sector": "varchar",
        "unit": "varchar",
        "period": "varchar"
    }')),
    list(axes.axis order by axes.place) as axes,
    list(axes.choices order by axes.place) as choices
from questions
inner join axes on questions.question = axes.question
group by questions.question
