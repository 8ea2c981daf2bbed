select
    definitions.definition,
    needed.* exclude (budget, statistic),
    0 as n_unknown,
    'log10_ratio' as unit,
    {{ seeded('joint_percentile') }} as ci_method
from {{ ref('int_needed_compute') }} as needed
inner join {{ ref('int_definitions') }} as definitions
    on needed.budget = definitions.budget and needed.statistic = definitions.statistic
where definitions.definition in {{ definitions_of('need_factor') }}
