{# Normal quantile for two-sided 95%. #}
{% macro z95() -%} 1.959963984540054 {%- endmacro %}

{# Wilson score interval, 95%: the lower (side -1) or upper (side +1) end for k of n. #}
{% macro wilson(k, n, side) -%}
    case when {{ n }} > 0 then
        least(1.0, greatest(0.0,
            (
                {{ k }} + {{ z95() }} * {{ z95() }} / 2.0
                {{ '+' if side > 0 else '-' }} {{ z95() }}
                    * sqrt({{ k }} * ({{ n }} - {{ k }}) * 1.0 / {{ n }} + {{ z95() }} * {{ z95() }} / 4.0)
            ) / ({{ n }} + {{ z95() }} * {{ z95() }})
        ))
    end
{%- endmacro %}

{# Months in which a quantity doubles that grows by `slope` orders of magnitude a year. #}
{% macro doubling_months(slope) -%}
    case when {{ slope }} > 0 then 12 * log10(2.0) / ({{ slope }}) end
{%- endmacro %}

{# Smallest n that is shown (metrics.md section 1). #}
{% macro smallest_n() -%} 5 {%- endmacro %}

{# Smallest group of a compute gap that is shown (metrics.md M3). #}
{% macro smallest_gap_group() -%} 3 {%- endmacro %}

{#
A year is still filling until two years after its end. Evidence: mart backfill_by_age, which shows
by age how much of a year's present list was there and how far its shares were from the present ones.
#}
{% macro is_filling(period_end, vintage) -%}
    {{ dbt.datediff(period_end, vintage, 'day') }} < 731
{%- endmacro %}

{#
The columns that every model of estimates has, in this order; marts.metrics is their union. A share
is made of counts by `share_estimates`, whose relation has the dimensions, n, k and n_unknown.
#}
{% macro estimate_dimensions() -%}
    metric, definition, source, vintage, period, period_start, period_end, team_class, sector, topic,
    country, venue, counting
{%- endmacro %}

{% macro estimate_columns() -%}
    {{ estimate_dimensions() }}, value, unit, n, k, n_unknown, bound_low, bound_high, ci_low, ci_high,
    ci_method, is_shown
{%- endmacro %}

{% macro share_estimates(relation) -%}
    select
        {{ estimate_dimensions() }},
        k / nullif(n, 0) as value,
        'share' as unit,
        n,
        -- A sum of fractions is no count; its share is still k / n.
        case when counting = 'full' then cast(k as bigint) end as k,
        n_unknown,
        k / nullif(n + n_unknown, 0) as bound_low,
        (k + n_unknown) / nullif(n + n_unknown, 0) as bound_high,
        {{ wilson('k', 'n', -1) }} as ci_low,
        {{ wilson('k', 'n', 1) }} as ci_high,
        'wilson' as ci_method,
        n >= {{ smallest_n() }} as is_shown
    from {{ relation }}
{%- endmacro %}

{# Smallest topic that a slope over topics is fitted to (metrics.md M14), and that a tilt is shown for (M12). #}
{% macro smallest_topic() -%} 20 {%- endmacro %}
{% macro smallest_tilt() -%} 10 {%- endmacro %}

{# Topics that are tagged less precisely than this carry a caveat. #}
{% macro needed_precision() -%} 0.8 {%- endmacro %}
