{# One time for all rows of a run, so that works and the affiliations that changed them match. #}
{% macro default__snapshot_get_time() -%}
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp)
{%- endmacro %}
