{#
Computes the orders of magnitude between a quantity of industry-only and of academic-only models in each
period. The query ends a list of CTEs, in which `members` has one row for each model, with its main_owner. A
model of either class with a null quantity is unknown.
#}
{% macro gaps_between_teams(members, quantity, statistics) -%}
{%- set teams = ['industry_only', 'academic_only'] -%}
{%- set bootstraps = {'median': 'bootstrap_median_gap', 'max': 'bootstrap_maximum_gap'} -%}
groups as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        {% for team in teams -%}
        count({{ quantity }}) filter (where team_class = '{{ team }}') as n_{{ team }},
        {% for column, name in [(quantity, team), ('main_owner', team ~ '_owners')] -%}
        list({{ column }} order by {{ quantity }}, main_owner)
            filter (where team_class = '{{ team }}' and {{ quantity }} is not null) as {{ name }},
        {% endfor -%}
        {% for statistic in statistics -%}
        {{ statistic }}({{ quantity }}) filter (where team_class = '{{ team }}') as {{ statistic }}_{{ team }},
        {% endfor -%}
        {% endfor -%}
        count(*) filter (
            where team_class = 'unknown' or (team_class in ('{{ teams | join("', '") }}') and {{ quantity }} is null)
        ) as n_unknown
    from {{ members }}
    group by definition, source, vintage, period, period_start, period_end
),

intervals as (
    select
        *,
        {% for statistic in statistics -%}
        {{ bootstraps[statistic] }}(
            industry_only, industry_only_owners, academic_only, academic_only_owners, {{ bootstrap_seed() }}
        ) as {{ statistic }}_interval {{- ',' if not loop.last }}
        {% endfor %}
    from groups
    where n_industry_only > 0 and n_academic_only > 0
),

-- A join turns columns into rows, because each branch of a union would repeat every resample.
statistics as (
    {% for statistic in statistics -%}
    select '{{ statistic }}' as statistic
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

turned as (
    select
        intervals.*,
        statistics.statistic,
        {% for part in teams + ['interval'] -%}
        case statistics.statistic
            {% for statistic in statistics -%}
            when '{{ statistic }}' then intervals.{{ statistic }}_{{ part }}
            {% endfor %}
        end as statistic_{{ part }} {{- ',' if not loop.last }}
        {% endfor %}
    from intervals
    cross join statistics
)

select
    definition || '_' || statistic as definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    n_industry_only,
    n_academic_only,
    n_unknown,
    statistic_industry_only as {{ quantity }}_industry_only,
    statistic_academic_only as {{ quantity }}_academic_only,
    log10(statistic_industry_only / statistic_academic_only) as value,
    statistic_interval[1] as ci_low,
    statistic_interval[2] as ci_high,
    least(n_industry_only, n_academic_only) >= {{ smallest_gap_group() }} as is_shown
from turned
{%- endmacro %}
