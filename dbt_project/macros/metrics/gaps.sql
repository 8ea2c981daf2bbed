{#
Gaps between industry-only and academic-only models in each period, from `members`, which has one row for each model
with its `amount`. A model of either class without an amount is unknown.
#}
{% macro gaps_between_teams() -%}
gaps as (
    select
        definition, source, vintage, period, period_start, period_end,
        count(*) filter (
            where team_class = 'unknown' or (team_class in ('industry_only', 'academic_only') and amount is null)
        ) as n_unknown,
        {% for team in ['industry_only', 'academic_only'] -%}
        count(amount) filter (where team_class = '{{ team }}') as n_{{ team }},
        {% endfor -%}
        unnest(team_gaps(
            {% for team in ['industry_only', 'academic_only'] -%}
            list({amount: amount, owner: main_owner} order by amount, main_owner)
                filter (where team_class = '{{ team }}' and amount is not null),
            {% endfor -%}
            {{ bootstrap_seed() }}
        ), recursive := true)
    from members
    group by definition, source, vintage, period, period_start, period_end
)

select
    * exclude (statistic) replace (definition || '_' || statistic as definition),
    -- A gap needs three models on each side (docs/metrics.md, M3).
    least(n_industry_only, n_academic_only) >= 3 as is_shown
from gaps
{%- endmacro %}
