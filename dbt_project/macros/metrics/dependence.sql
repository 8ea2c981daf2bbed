{#
Intervals of shares of models whose organisations make several models (docs/metrics.md section 2.5). The variance
is that of a jackknife over organisations. The effective number of models would give a share of independent
models the same variance. A single organisation has no variance.
#}
{% macro effective_n(k, n, organizations, variance) -%}
    case
        when {{ organizations }} <= 1 then 1.0
        when {{ k }} <= 0 or {{ k }} >= {{ n }} then {{ n }} * 1.0
        else least(
            {{ n }} * 1.0,
            coalesce({{ k }} * 1.0 / {{ n }} * (1 - {{ k }} * 1.0 / {{ n }}) / nullif(greatest({{ variance }}, 0), 0), {{ n }})
        )
    end
{%- endmacro %}

{#
Degrees of freedom: the effective number of organisations minus one. That number is n squared / the sum of the
squared numbers of models of the organisations.
#}
{% macro organization_degrees(n, sum_of_squares) -%}
    greatest({{ n }} * {{ n }} * 1.0 / nullif({{ sum_of_squares }}, 0) - 1, 1.0)
{%- endmacro %}

{#
Computes shares from cells. A cell is one organisation (column `organization`) in one place, with its n and k.
`sums` are further columns to add up. Ends a query with the columns of a share, effective_n and degrees. Sums of
fractions have an order, so that equal inputs give equal bytes.
#}
{% macro shares_over_organizations(cells, place, sums=['n_unknown']) -%}
    {%- set variance -%}
        (count(*) filter (where n > 0) - 1.0) / count(*) filter (where n > 0)
        * sum(power((k - total_k * 1.0 / total_n * n) / (total_n - n), 2) order by organization)
            filter (where n > 0 and n < total_n)
    {%- endset -%}
    select
        {{ place }},
        cast(sum(n) as bigint) as n,
        cast(sum(k order by organization) as double) as k,
        {% for column in sums -%}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {% endfor -%}
        {{ effective_n('sum(k order by organization)', 'sum(n)', 'count(*) filter (where n > 0)', variance) }} as effective_n,
        {{ organization_degrees('sum(n)', 'sum(n * n)') }} as degrees
    from (
        select
            *,
            sum(n) over (partition by {{ place }}) as total_n,
            sum(k order by organization) over (partition by {{ place }}) as total_k
        from {{ cells }}
    ) as totals
    group by {{ place }}
{%- endmacro %}

{# One end of the interval of a row of shares_over_organizations, with the column `t_quantile`. #}
{% macro organization_wilson(side) -%}
    {{ wilson('(k * 1.0 / n * effective_n)', 'effective_n', side, 't_quantile', 'k * 1.0 / n') }}
{%- endmacro %}

{# Adds the quantile to rows of shares_over_organizations. The quantile is a function of Python, and is called
   once per row here. #}
{% macro with_t_quantile(relation, probability=0.975) -%}
    (select *, student_t_quantile({{ probability }}, degrees) as t_quantile from {{ relation }})
{%- endmacro %}

{#
Adds the share of each row of shares_over_organizations, its bounds and its interval. The nominal interval treats
models as independent.
#}
{% macro organization_share_intervals(shares) -%}
    select
        *,
        {{ share_and_bounds() }},
        {{ organization_wilson(-1) }} as ci_low,
        {{ organization_wilson(1) }} as ci_high,
        'wilson_organizations' as ci_method,
        {{ wilson('k', 'n', -1) }} as nominal_low,
        {{ wilson('k', 'n', 1) }} as nominal_high
    from {{ with_t_quantile(shares) }} as shares
{%- endmacro %}

{# Shares of models with their intervals, from the cells of shares_over_organizations. #}
{% macro shares_of_models(cells, place, sums=['n_unknown']) -%}
    {{ organization_share_intervals('(' ~ shares_over_organizations(cells, place, sums) ~ ') as counts') }}
{%- endmacro %}
