{# All rows of a run get the same time, so that a changed work matches the affiliation that changed it. #}
{% macro default__snapshot_get_time() -%}
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp)
{%- endmacro %}
