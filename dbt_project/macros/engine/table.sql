{% materialization table, adapter="duckdb" %}
    {#- dbt-duckdb would need ten statements: it builds a second table, renames both and drops the old one.
       DuckDB replaces a table in one statement, and a transaction keeps the old table if its query fails. -#}
    {%- set target_relation = this.incorporate(type="table") -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set is_contract = config.get("contract").enforced -%}
    {%- if existing is not none and not existing.is_table -%}
        {%- do drop_relation_if_exists(existing) -%}
    {%- endif -%}
    {% call statement("main", auto_begin=is_contract) %}
        {%- if is_contract -%}
            {{ get_assert_columns_equivalent(compiled_code) }}
            create or replace table {{ target_relation }} {{ get_table_columns_and_constraints() }};
            insert into {{ target_relation }} {{ get_column_names() }} ({{ get_select_subquery(compiled_code) }});
        {%- else -%}
            create or replace table {{ target_relation }} as ({{ compiled_code }});
        {%- endif -%}
    {% endcall %}
    {%- do persist_docs(target_relation, model) -%}
    {%- if is_contract -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}
