{#
The key that matches the name of a model or the title of a reference between vintages (M18): NFKC, lower
case, letters and digits of any script, 'plus' for '+', and a dot only between digits.
#}
{% macro match_key(text) -%}
    {%- set plain = "replace(lower(nfkc(" ~ text ~ ")), '+', 'plus')" -%}
    {#- The replacement runs twice, because the digit between two dots belongs to both matches. -#}
    {%- set between = "'(\\p{Nd})\\.(\\p{Nd})', '\\1␟\\2', 'g'" -%}
    {%- set dotted = 'regexp_replace(regexp_replace(' ~ plain ~ ', ' ~ between ~ '), ' ~ between ~ ')' -%}
    nullif(replace(regexp_replace({{ dotted }}, '[^\p{L}\p{Nd}␟]', '', 'g'), '␟', '.'), '')
{%- endmacro %}

{#
Causes of a change of a share between two vintages. 'labelled' is a team class that appeared or
disappeared.
#}
{% macro revision_causes() -%}
    {{ return(['added', 'removed', 'relabelled', 'labelled', 'redated', 'compute', 'rule']) }}
{%- endmacro %}

{#
Shapley weight of a coalition of `size` among `players`: the number of orders in which a player inside it
joins last, or a player outside it joins next.
#}
{% macro shapley_weight(size, players, is_inside) -%}
    {%- if is_inside -%} {{ return(factorial(size - 1) * factorial(players - size)) }} {%- endif -%}
    {{ return(-1 * factorial(size) * factorial(players - size - 1)) }}
{%- endmacro %}

{% macro factorial(n) -%}
    {%- set product = namespace(value=1) -%}
    {%- for i in range(2, n + 1) -%} {%- set product.value = product.value * i -%} {%- endfor -%}
    {{ return(product.value) }}
{%- endmacro %}

{#
Join condition: both relations have the same pair of vintages and the same family of files or population.
#}
{% macro same_pair(left, right, of='family') -%}
    {% for column in [of, 'source', 'old_vintage', 'new_vintage'] -%}
    {{ left }}.{{ column }} = {{ right }}.{{ column }} {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
