{# Name the build in the warehouse: Dagster knows the verdict of checks on a build, and publishes no other. #}
{% macro name_build() %}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed') -%}
        create table if not exists warehouse.main.tables (name varchar, made varchar, rows varchar);
        create or replace table warehouse.main.build as select '{{ invocation_id }}' as id, cast(null as varchar) as made_of
    {%- endif -%}
{% endmacro %}

{# State what all tables were built from, which only a whole build knows, once nothing has failed. #}
{% macro state_build(results) %}
    {%- if execute and var('made_of', '') and not results | selectattr('status', 'in', ('error', 'fail', 'skipped')) | list -%}
        update warehouse.main.build set made_of = '{{ var('made_of') | tojson }}'
    {%- endif -%}
{% endmacro %}
