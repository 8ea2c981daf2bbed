{#
The key that matches the name of a model or the title of a reference between vintages (M18): NFKC, lower
case, letters and digits of any script, 'plus' for '+', and a dot only between digits.
#}
{% macro match_key(text) -%}
    {%- set plain = "replace(lower(nfkc(" ~ text ~ ")), '+', 'plus')" -%}
    {#- The replacement runs twice, because the digit between two dots belongs to both matches. -#}
    {%- set dotted = replace_all(
        replace_all(plain, '(\\p{Nd})\\.(\\p{Nd})', '\\1␟\\2'), '(\\p{Nd})\\.(\\p{Nd})', '\\1␟\\2'
    ) -%}
    nullif(replace({{ replace_all(dotted, '[^\\p{L}\\p{Nd}␟]', '') }}, '␟', '.'), '')
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

{#
Populations whose shares are decomposed between vintages that have them: (definition, family of
files, the same population without the requirement of compute, whether compute is required).
#}
{% macro revision_definitions() -%}
    {{ return([
        ('notable', 'notable', 'notable', false),
        ('notable_compute_known', 'notable', 'notable', true),
        ('paper_filter', 'notable', 'notable', true),
        ('large_scale_1e23', 'notable', 'notable', true),
        ('near_record_3oom', 'notable', 'notable', true),
        ('sevilla_large_scale', 'notable', 'notable', true),
        ('sheet_rows', 'notable', 'sheet_rows', false),
        ('sheet_rows_compute_known', 'notable', 'sheet_rows', true),
        ('sevilla_large_scale_sheet_rows', 'notable', 'sheet_rows', true),
        ('all_models', 'all_models', 'all_models', false),
        ('all_models_compute_known', 'all_models', 'all_models', true),
    ]) }}
{%- endmacro %}

{#
Delete the rows of pairs of vintages that are no longer compared, because a later vintage came between them or
is newer than both.
#}
{% macro delete_other_pairs(of) -%}
    {{ return(adapter.dispatch('delete_other_pairs')(of)) }}
{%- endmacro %}

{% macro duckdb__delete_other_pairs(of) -%}
    delete from {{ this }} as held
    where not exists (
        select 1
        from {{ ref('int_revision__comparisons') }} as comparisons
        where {{ same_pair('held', 'comparisons', of) }}
    )
{%- endmacro %}
