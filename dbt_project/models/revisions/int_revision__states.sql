-- A row is a member if two conditions hold: its compute is known, and it meets the rule. If compute is
-- unknown, the rule is that of the same population without the requirement of compute.
with selected as (
    select distinct definition, family, base, needs_compute from {{ ref('int_revision__comparisons') }}
),

models as (
    select
        selected.definition, selected.family, models.model_id,
        if({{ is_classed('selected.definition') }}, models.team_class, models.labelled_class) as team_class,
        models.year, models.publication_date, models.log10_flop,
        models.log10_flop is not null or not selected.needs_compute as has_compute,
        case
            when models.log10_flop is not null or not selected.needs_compute then members.model_id is not null
            else base_members.model_id is not null
        end as meets_rule,
        members.model_id is not null as is_member
    from {{ ref('int_revision__files') }} as files
    inner join selected on files.family = selected.family
    inner join {{ ref('int_models') }} as models on files.model_id = models.model_id
    left join {{ ref('int_models__populations') }} as members
        on files.model_id = members.model_id and selected.definition = members.definition
    left join {{ ref('int_models__populations') }} as base_members
        on files.model_id = base_members.model_id and selected.base = base_members.definition
)

select
    comparisons.definition, matches.source, matches.old_vintage, matches.new_vintage, matches.old_model_id,
    matches.new_model_id,
    {% for side in ['old', 'new'] %}
    matches.{{ side }}_model_id is not null as is_in_{{ side }}_file,
    coalesce({{ side }}_state.is_member, false) as is_{{ side }}_member,
    {{ side }}_state.team_class as {{ side }}_team_class,
    {{ side }}_state.year as {{ side }}_year,
    {{ side }}_state.publication_date as {{ side }}_publication_date,
    {{ side }}_state.log10_flop as {{ side }}_log10_flop,
    {{ side }}_state.has_compute as {{ side }}_has_compute,
    {{ side }}_state.meets_rule as {{ side }}_meets_rule {{- ',' if not loop.last }}
    {% endfor %}
from {{ ref('int_revision__matches') }} as matches
inner join {{ ref('int_revision__comparisons') }} as comparisons using (family, source, old_vintage, new_vintage)
left join models as old_state
    on matches.old_model_id = old_state.model_id and comparisons.definition = old_state.definition
left join models as new_state
    on matches.new_model_id = new_state.model_id and comparisons.definition = new_state.definition
where coalesce(old_state.is_member, false) or coalesce(new_state.is_member, false)
