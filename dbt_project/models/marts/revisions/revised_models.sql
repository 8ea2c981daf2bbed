-- A model with several changes has the first of them in this order.
with changes as (
    select
        states.*,
        coalesce(new.model, old.model) as model,
        old.model as old_model,
        coalesce(new.organization, old.organization) as organization,
        case
            when not states.is_old_member then 'entered'
            when not states.is_new_member then 'left'
            when old.model <> new.model then 'renamed'
            when states.old_team_class <> states.new_team_class then 'other class'
            when (states.old_log10_flop is distinct from states.new_log10_flop) then 'other compute'
            when (states.old_publication_date is distinct from states.new_publication_date) then 'other date'
        end as change
    from {{ ref('int_revision__states') }} as states
    left join {{ ref('int_models') }} as old on states.old_model_id = old.model_id
    left join {{ ref('int_models') }} as new on states.new_model_id = new.model_id
)

select
    definition,
    source,
    old_vintage,
    new_vintage,
    change,
    coalesce(new_model_id, old_model_id) as model_id,
    model,
    case when change = 'renamed' then old_model end as old_name,
    organization,
    coalesce(new_publication_date, old_publication_date) as publication_date,
    old_publication_date,
    old_team_class,
    new_team_class,
    old_log10_flop,
    new_log10_flop
from changes
where change is not null
