{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- A schema is a layer, so that the asset key of a table is (layer, table). -#}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
