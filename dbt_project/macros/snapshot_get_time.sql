{# One time for all that a run records, so that works and the affiliations that moved them meet. #}
{% macro default__snapshot_get_time() -%}
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp)
{%- endmacro %}
