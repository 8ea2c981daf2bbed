{# Name the build in the warehouse: Dagster knows the verdict of checks on a build, and publishes no other. #}
{% macro name_build() %}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed') -%}
        create or replace table main.build as select '{{ invocation_id }}' as id, cast(null as varchar) as made_of
    {%- endif -%}
{% endmacro %}
