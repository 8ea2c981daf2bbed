-- The earlier and the later state of every row that is in the population in one of two vintages.
with models as (
    select
        files.definition,
        files.model_id,
        models.labelled_class as team_class,
        models.year,
        models.publication_date,
        models.log10_flop,
        members.model_id is not null as is_member
    from {{ ref('int_revision__files') }} as files
    inner join {{ ref('int_models') }} as models on files.model_id = models.model_id
    left join {{ ref('int_models__populations') }} as members
        on files.model_id = members.model_id and files.definition = members.definition
)

select
    matches.definition,
    matches.source,
    matches.old_vintage,
    matches.new_vintage,
    matches.old_model_id,
    matches.new_model_id,
    {% for side in ['old', 'new'] %}
    matches.{{ side }}_model_id is not null as is_in_{{ side }}_file,
    coalesce({{ side }}_state.is_member, false) as is_{{ side }}_member,
    {{ side }}_state.team_class as {{ side }}_team_class,
    {{ side }}_state.year as {{ side }}_year,
    {{ side }}_state.publication_date as {{ side }}_publication_date,
    {{ side }}_state.log10_flop as {{ side }}_log10_flop {{- ',' if not loop.last }}
    {% endfor %}
from {{ ref('int_revision__matches') }} as matches
left join models as old_state
    on matches.old_model_id = old_state.model_id and matches.definition = old_state.definition
left join models as new_state
    on matches.new_model_id = new_state.model_id and matches.definition = new_state.definition
where coalesce(old_state.is_member, false) or coalesce(new_state.is_member, false)
