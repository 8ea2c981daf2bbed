{% materialization table, adapter="duckdb" %}
    {#- dbt-duckdb would need ten statements: it builds a second table, renames both and drops the old one.
       DuckDB replaces a table in one statement, and a transaction keeps the old table if its query fails. -#}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set is_contract = config.get("contract").enforced -%}
    {%- set query = compiled_code -%}
    {%- if existing is not none and not existing.is_table -%}
        {%- do drop_relation_if_exists(existing) -%}
    {%- endif -%}
    {% call statement("main", auto_begin=is_contract) %}
        {%- if is_contract -%}
            {{ get_assert_columns_equivalent(query) }}
            create or replace table {{ target_relation }} {{ get_table_columns_and_constraints() }};
            insert into {{ target_relation }} {{ get_column_names() }} ({{ get_select_subquery(query) }});
        {%- else -%}
            create or replace table {{ target_relation }} as ({{ query }});
        {%- endif -%}
    {% endcall %}
    {%- do persist_docs(target_relation, model) -%}
    {%- if is_contract -%}{%- do adapter.commit() -%}{%- endif -%}
    {%- do log_table(target_relation) -%}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}


{# Log the columns of a table, and its rows unless it is a view. Dagster shows them; while dbt has the warehouse
   open, no other process can read them. The materialization above calls this itself; all others have it as a
   hook, which takes dbt longer. #}
{% macro log_table(relation) -%}
    {%- if execute -%}{{ return(adapter.dispatch('log_table')(relation)) }}{%- endif -%}
{%- endmacro %}

{% macro duckdb__log_table(relation) -%}
    {%- set rows = 'null' if config.get('materialized') == 'view' else '(select count(*) from ' ~ relation ~ ')' -%}
    {%- set found = run_query(
        "select to_json({rows: " ~ rows ~ ", columns: (select list([column_name, column_type]) from (describe "
        ~ relation ~ "))})"
    ) -%}
    {%- do log('table ' ~ found.rows[0][0], info=true) -%}
{%- endmacro %}


{# dbt-duckdb first asks for the columns that exist. A contract holds that all columns exist. #}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {%- for name, column in column_dict.items() %}
        comment on column {{ relation }}.{{ name }} is {{ duckdb_escape_comment(column['description']) }};
    {%- endfor %}
{% endmacro %}
