select
    states.definition,
    states.source,
    states.old_vintage,
    states.new_vintage,
    states.old_model_id,
    states.new_model_id,
    old_model.model as old_model,
    new_model.model as new_model,
    states.is_in_old_file,
    states.is_in_new_file,
    states.is_old_member,
    states.is_new_member,
    states.old_team_class,
    states.new_team_class,
    states.old_publication_date,
    states.new_publication_date,
    states.old_log10_flop,
    states.new_log10_flop
from {{ ref('int_revision__states') }} as states
inner join {{ ref('int_revision__comparisons') }} as comparisons
    on {{ same_pair('states', 'comparisons', 'definition') }}
left join {{ ref('int_models') }} as old_model on states.old_model_id = old_model.model_id
left join {{ ref('int_models') }} as new_model on states.new_model_id = new_model.model_id
where
    comparisons.is_consecutive
    and states.definition = 'notable_compute_known'
    and (
        states.is_old_member <> states.is_new_member
        or states.old_team_class <> states.new_team_class
        or states.old_publication_date <> states.new_publication_date
        or abs(states.new_log10_flop - states.old_log10_flop) > log10(2.0)
    )
