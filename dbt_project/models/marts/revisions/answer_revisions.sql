-- The answers of a list and the one before, and the notable models of their years that the two do not share. A doubling
-- time of all years counts those since 2010.
with answers as (
    select
        newest.question,
        newest.source,
        newest.period,
        newest.unit,
        before.vintage as old_vintage,
        newest.vintage as new_vintage,
        before.value as old_value,
        newest.value as new_value,
        before.k as old_k,
        newest.k as new_k,
        before.n as old_n,
        newest.n as new_n,
        coalesce(try_cast(left(newest.period, 4) as integer), 2010) as first_year,
        coalesce(try_cast(right(newest.period, 4) as integer), 9999) as last_year
    from {{ ref('int_answers') }} as newest
    inner join {{ ref('int_answers') }} as before on newest.question = before.question
    where newest.age = 1 and before.age = 2
),

models as (
    select
        answers.question,
        {% for side in ['old', 'new'] %}
        states.is_{{ side }}_member
        and states.{{ side }}_year between answers.first_year and answers.last_year as is_in_{{ side }},
        {% endfor %}
        old.team_class <> new.team_class as is_of_other_class,
        (states.old_publication_date is distinct from states.new_publication_date)
        or (states.old_log10_flop is distinct from states.new_log10_flop) as is_altered
    from answers
    inner join {{ ref('int_revision__states') }} as states using (source, old_vintage, new_vintage)
    left join {{ ref('int_models') }} as old on states.old_model_id = old.model_id
    left join {{ ref('int_models') }} as new on states.new_model_id = new.model_id
    where states.definition = 'notable'
),

moved as (
    select
        question,
        count(*) filter (where is_in_new and is_in_old is not true) as n_entered,
        count(*) filter (where is_in_old and is_in_new is not true) as n_left,
        count(*) filter (where is_in_old and is_in_new and is_of_other_class) as n_reclassified,
        count(*) filter (where is_in_old and is_in_new and is_altered) as n_altered
    from models
    group by question
)

select
    answers.* exclude (first_year, last_year),
    moved.* exclude (question),
    rules.changes as rule_changes
from answers
left join lateral (
    select string_agg(events.sentence, '; ' order by events.event_date) as changes
    from {{ ref('list_event') }} as events
    where
        events.divides = 'lists' and events.source = answers.source
        and events.event_date > answers.old_vintage and events.event_date <= answers.new_vintage
) as rules on true
left join moved on answers.question = moved.question
