{#- Columns of a row as one text, to show why a test failed. -#}
{% macro row_text(columns) -%}
{%- for column in columns -%}
'{{ ', ' if not loop.first }}{{ column }} ' || coalesce(cast({{ column }} as varchar), 'null') {{- ' || ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}
