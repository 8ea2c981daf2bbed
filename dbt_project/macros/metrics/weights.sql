{#
Computes shares of works with unequal weights (docs/metrics.md section 2.5). Ends a query with a row for each
place and part; `column` is the column with the name of the part. `kinds` has one row for each kind of work in
a place: the amount of each part in one such work, its number of works, and whether it counts. The variance is
that of a jackknife over works, so counts of equal works suffice.
#}
{% macro shares_of_weighted_works(kinds, place, parts, names, column) -%}
    {%- set weight = parts | join(' + ') -%}
    {%- set order = parts | join(', ') -%}
    {%- set rest = '(total - weight)' -%}
    {%- set is_part = 'is_known and weight < total' -%}
weights as (
    select *, {{ weight }} as weight from {{ kinds }}
),

totals as (
    select {{ place }}, sum(works * weight order by {{ order }}) filter (where is_known) as total
    from weights
    group by {{ place }}
),

weighed as (
    select weights.*, totals.total
    from weights
    inner join totals on {{ same_cell('weights', 'totals', place) }}
),

amounts as (
    select
        {{ place }},
        cast(coalesce(sum(works) filter (where is_known), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where not is_known), 0) as bigint) as n_unknown,
        sum(works * weight * weight order by {{ order }}) filter (where is_known) as squares,
        -- If one work has all the weight, no share exists without it.
        sum(works * power(weight / {{ rest }}, 2) order by {{ order }}) filter (where {{ is_part }}) as weights_left,
        {% for name in names -%}
        {%- set part = parts[loop.index0] -%}
        sum(works * {{ part }} order by {{ order }}) filter (where is_known) as {{ name }},
        sum(works * power({{ part }} / {{ rest }}, 2) order by {{ order }}) filter (where {{ is_part }}) as {{ name }}_left,
        sum(works * {{ part }} * weight / power({{ rest }}, 2) order by {{ order }}) filter (where {{ is_part }}) as {{ name }}_joint {{- ',' if not loop.last }}
        {% endfor %}
    from weighed
    group by {{ place }}
),

turned as (
    {% for name in names -%}
    select
        {{ place }},
        '{{ name }}' as {{ column }},
        n,
        n_unknown,
        {{ name }} * 1.0 / ({{ names | join(' + ') }}) as value,
        power({{ names | join(' + ') }}, 2) / squares as kish_n,
        {{ name }}_left as part_left,
        {{ name }}_joint as joint,
        weights_left
    from amounts
    where {{ names | join(' + ') }} > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

effective as (
    select
        *,
        greatest(kish_n - 1, 1.0) as degrees,
        case
            when value <= 0 or value >= 1 then kish_n
            else least(n, coalesce(
                value * (1 - value) / nullif(
                    (n - 1.0) / n * greatest(part_left - 2 * value * joint + value * value * weights_left, 0), 0
                ),
                kish_n
            ))
        end as effective_n
    from turned
)

select
    {{ place }},
    {{ column }},
    n,
    n_unknown,
    value,
    effective_n,
    degrees
from effective
{%- endmacro %}

{# Adds a Wilson interval to such shares, with the effective n and a t quantile. #}
{% macro weighted_share_intervals(relation) -%}
    select
        *,
        'share' as unit,
        {{ wilson('(value * effective_n)', 'effective_n', -1, 't_quantile', 'value') }} as ci_low,
        {{ wilson('(value * effective_n)', 'effective_n', 1, 't_quantile', 'value') }} as ci_high,
        'wilson_weighted' as ci_method
    -- The quantile is a function of Python, and is called once per row here.
    from (select *, student_t_quantile(0.975, degrees) as t_quantile from {{ relation }}) as shares
{%- endmacro %}


{# Ends a query with each kind of works twice: a work of m countries counts once in each, or 1/m (`part`) in each. #}
{% macro counted_both_ways(kinds) -%}
    {% for counting, weight in [('full', '1.0'), ('fractional', 'part')] -%}
    select *, '{{ counting }}' as counting, {{ weight }} as weight
    from {{ kinds }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}
