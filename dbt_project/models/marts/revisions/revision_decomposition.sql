{% set columns = [
    'is_in_old_file', 'is_in_new_file', 'old_team_class', 'new_team_class', 'old_year', 'new_year',
    'old_has_compute', 'new_has_compute', 'old_meets_rule', 'new_meets_rule',
] %}

-- Models with the same change count together.
with changes as (
    select definition, source, old_vintage, new_vintage, {{ columns | join(', ') }}, count(*) as n
    from {{ ref('int_revision__states') }}
    group by all
)

select
    definition, source, old_vintage, new_vintage,
    unnest(contributions(
        list({ n: n {%- for column in columns %}, {{ column }}: {{ column }} {%- endfor %} }),
        (
            select list({ period: period, first_year: first_year, last_year: last_year })
            from {{ ref('int_periods') }}
        ),
        {{ smallest_n() }}
    ), recursive := true)
from changes
group by definition, source, old_vintage, new_vintage
