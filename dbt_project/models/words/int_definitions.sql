-- A definition is a named specification: the axes' columns of the seed name its choices, and their clauses make its
-- sentence where the seed has none.
with chosen as (
    unpivot {{ ref('definition') }} on list, criteria, compute, base, labels into name axis value choice
),

composed as (
    select
        chosen.definition,
        list(choices.choice) filter (where choices."when" is not null) as choices,
        replace(string_agg(choices.clause, ' ' order by choices.axis_place), ' ,', ',') || '.' as sentence,
        string_agg(choices."when", '; ' order by choices.axis_place) as formula,
        min(choices.needs_list) as needs_list,
        min(choices.needs_column) as needs_column
    from chosen
    inner join {{ ref('int_choices') }} as choices on chosen.axis = choices.axis and chosen.choice = choices.choice
    group by chosen.definition
)

select
    definitions.* exclude (sentence, formula),
    coalesce(definitions.sentence, composed.sentence) as sentence,
    coalesce(definitions.formula, composed.formula) as formula,
    composed.choices,
    -- What a caveat may be bound to (seed caveat_fact).
    list_filter(
        [compute, base, labels, statistic, budget, venues, topics],
        lambda fact: fact is not null
    ) as facts,
    composed.needs_list,
    composed.needs_column
from {{ ref('definition') }} as definitions
left join composed on definitions.definition = composed.definition
