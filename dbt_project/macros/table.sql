{#
A table, in one transaction: dbt-duckdb's own materialization keeps the former one under another name meanwhile, which
takes more time than most of our queries.

A table is kept if it would be made of the same: the code, the query, and the rows of all that it reads. `main.tables`
has a hash of what each table was made of, and one of its rows. A build states in `made_of` the hash of the code, and of
the stored files of each source; dbt's own commands do not, and build all that they select.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set former = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}
    {%- set made = made_of(model, compiled_code) -%}
    {%- if former is not none and made and made == former_made(this) -%}
        {%- call noop_statement('main', 'KEPT') -%}{%- endcall -%}
        {{ return({'relations': [table]}) }}
    {%- endif -%}
    {%- if former is not none -%}
        {%- call statement('drop_former') -%} drop {{ former.type }} {{ former }} {%- endcall -%}
    {%- endif -%}
    {%- call statement('main', language=model.language) -%}
        {{ create_table_as(False, table, compiled_code, model.language) }}
    {%- endcall -%}
    {%- do persist_docs(table, model) -%}
    {%- set name = this.schema ~ '.' ~ this.identifier -%}
    {%- set rows = run_query('select count(*)' ~ (", count(*) || ' ' || sum(hash(t))" if made) ~ ' from ' ~ this ~ ' as t').rows[0] -%}
    {%- call statement('state') -%}
        delete from warehouse.main.tables where name = '{{ name }}';
        {%- if made %}
        insert into warehouse.main.tables values ('{{ name }}', '{{ made }}', '{{ rows[1] }}');
        {%- endif %}
    {%- endcall -%}
    {%- do store_raw_result('main', message='OK', code='OK', rows_affected=rows[0] | int) -%}
    {{ adapter.commit() }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{# The hash of what a table would be made of; empty if a part of it has none. #}
{% macro made_of(model, compiled_code) -%}
    {%- set stated, reads = var('made_of', {}), tables_read(model) | unique | list -%}
    {%- if not stated or none in reads -%} {{ return('') }} {%- endif -%}
    {%- set query -%}
        select count(*) = {{ reads | length }}, string_agg(name || rows, ';' order by name)
        from (
            select name, rows from warehouse.main.tables
            union all
            {% for source, files in stated.items() -%}
            select '{{ source }}', '{{ files }}' {{- ' union all ' if not loop.last }}
            {% endfor %}
        ) as made
        where name in ('{{ reads | join("', '") }}')
    {%- endset -%}
    {%- set found = run_query(query).rows[0] if reads else [true, ''] -%}
    {{ return(local_md5(stated[''] ~ compiled_code ~ found[1]) if found[0] else '') }}
{%- endmacro %}

{# What the table in the warehouse was made of; empty if nobody has stated it. #}
{% macro former_made(relation) -%}
    {%- set rows = run_query("select made from warehouse.main.tables where name = '" ~ relation.schema ~ "." ~ relation.identifier ~ "'").rows -%}
    {{ return(rows[0][0] if rows else '') }}
{%- endmacro %}

{#
The tables and sources that a model reads, also through queries that are no tables. Seeds are code, and none stands for
files without a hash.
#}
{% macro tables_read(model) -%}
    {%- set found = [] -%}
    {%- for id in model.depends_on.nodes -%}
        {%- if id in graph.sources -%}
            {%- do found.append(graph.sources[id].config.meta.get('folder')) -%}
        {%- elif graph.nodes[id].config.materialized == 'table' -%}
            {%- do found.append(graph.nodes[id].schema ~ '.' ~ graph.nodes[id].alias) -%}
        {%- elif graph.nodes[id].resource_type == 'model' -%}
            {%- do found.extend(tables_read(graph.nodes[id])) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
