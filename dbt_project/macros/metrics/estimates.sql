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
Of a list's records with affiliations, the share that has one slot for each author, from which on its
affiliations are taken to stand author by author. Evidence: of 150 lists of conferences, 14 have between
0.01 and 0.67, and the others 0.992 or more; there is none between.
#}
{% macro least_aligned() -%} 0.9 {%- endmacro %}

{#
A year is still filling until three years after its end. Evidence: mart backfill_by_age, which shows
by age how much of a year's present list was there and how far its shares were from the present ones:
in its third year a list still lacked some of what it has now, later nothing in the median.
#}
{% macro is_filling(period_end, vintage) -%}
    {{ dbt.datediff(period_end, vintage, 'day') }} < 1096
{%- endmacro %}

{#
The columns of every model of estimates, in their order, with what stands in a column that a model
does not name; marts.metrics is their union.
#}
{% macro estimate_defaults() -%}
    {%- set text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    {%- set number = 'cast(null as double)' -%}
    {{ return({
        'metric': 'metric', 'definition': 'definition', 'source': 'source', 'vintage': 'vintage',
        'period': 'period', 'period_start': 'period_start', 'period_end': 'period_end',
        'team_class': text, 'sector': text, 'topic': text, 'country': text, 'venue': text,
        'counting': "'full'", 'value': 'value', 'unit': 'unit', 'n': 'n', 'k': 'cast(null as bigint)',
        'n_unknown': 'n_unknown', 'bound_low': number, 'bound_high': number, 'ci_low': 'ci_low',
        'ci_high': 'ci_high', 'ci_method': bootstrap_method(), 'is_shown': 'n >= ' ~ smallest_n(),
    }) }}
{%- endmacro %}

{% macro estimate_columns() -%}
    {{ return(estimate_defaults() | join(', ')) }}
{%- endmacro %}

{# Estimates from a relation; columns that differ from the defaults are named with what they hold. #}
{% macro estimates_of(relation, where='true') -%}
    select
        {% for column, default in estimate_defaults().items() -%}
        {{ kwargs.get(column, default) }} as {{ column }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    where {{ where }}
{%- endmacro %}

{# Shares from a relation with n, k and n_unknown. #}
{% macro share_estimates(relation, where='true') -%}
    {#- A sum of fractions is no count; its share is still k / n. -#}
    {%- set columns = {
        'value': 'k * 1.0 / nullif(n, 0)',
        'unit': "'share'",
        'k': 'case when ' ~ kwargs.get('counting', "'full'") ~ " = 'full' then cast(k as bigint) end",
        'bound_low': 'k * 1.0 / nullif(n + n_unknown, 0)',
        'bound_high': '(k + n_unknown) * 1.0 / nullif(n + n_unknown, 0)',
        'ci_low': wilson('k', 'n', -1),
        'ci_high': wilson('k', 'n', 1),
        'ci_method': "'wilson'",
    } -%}
    {%- do columns.update(kwargs) -%}
    {{ estimates_of(relation, where, **columns) }}
{%- endmacro %}

{# Smallest topic that a slope over topics is fitted to (metrics.md M14), and that a tilt is shown for (M12). #}
{% macro smallest_topic() -%} 20 {%- endmacro %}
{% macro smallest_tilt() -%} 10 {%- endmacro %}

{# Topics that are tagged less precisely than this carry a caveat. #}
{% macro needed_precision() -%} 0.8 {%- endmacro %}
