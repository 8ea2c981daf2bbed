{# Drop the tables that no model or seed makes any more, because each table of the marts is published. #}
{% macro drop_former() %}
    {%- if execute -%}
        {%- set made = [('main', 'build'), ('main', 'tables')] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') -%}
            {% do made.append((node.schema, node.alias)) %}
        {%- endfor -%}
        {%- for row in run_query('select schema_name, table_name from duckdb_tables() where not temporary').rows -%}
            {%- if (row[0], row[1]) not in made %}drop table warehouse."{{ row[0] }}"."{{ row[1] }}"; {% endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
