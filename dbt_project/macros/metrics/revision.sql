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
