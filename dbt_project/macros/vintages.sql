{# The label of a source is its name in ingestion. The embedded sample has a label of its own. #}
{% macro source_label(snapshots) -%}
    case when {{ snapshots }}.publisher = 'Compute Divide' then 'sample' else {{ snapshots }}.source end
{%- endmacro %}

{# In a unit test no table exists, and a query for one would fail. #}
{% macro computes_new_vintages() -%}
    {{ return(model.resource_type != 'unit_test' and is_incremental()) }}
{%- endmacro %}

{#
Whether a row belongs to a vintage with new files in this run; always true for a full rebuild. A vintage
depends on its own files only, so the other vintages stay as they are.
#}
{% macro is_new_vintage(source='source', vintages=['vintage']) -%}
    {%- if computes_new_vintages() or not execute -%}
    {#- A unit test has no such input, but dbt must learn the lineage while it parses. -#}
    {%- set vintages_of_run = ref('stg_epoch__vintages') if model.resource_type != 'unit_test' -%}
    (
        {% for vintage in vintages -%}
        ({{ source }}, {{ vintage }}) in (
            select source, vintage from {{ vintages_of_run }} where landed_in = '{{ invocation_id }}'
        ) {{ 'or' if not loop.last }}
        {% endfor %}
    )
    {%- else -%} true {%- endif -%}
{%- endmacro %}

{# The rows of a relation that belong to new vintages. #}
{% macro new_vintages_of(relation, vintages=['vintage']) -%}
    {%- set is_new = is_new_vintage('source', vintages) -%}
    {%- if computes_new_vintages() -%} (select * from {{ relation }} where {{ is_new }}) {%- else -%} {{ relation }} {%- endif -%}
{%- endmacro %}

{#
The incremental strategy deletes old rows of new vintages, and then inserts the new rows, if there are any.
#}
{% macro get_incremental_by_vintage_sql(arguments) -%}
    {%- set vintages = config.get('meta', {}).get('vintages', ['vintage']) -%}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments.target_relation }} where {{ is_new_vintage('source', vintages) }};
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arguments.temp_relation }}
{%- endmacro %}

{#
Whether a row belongs to a snapshot that landed since the last build; always true for a full rebuild. A snapshot
never changes, so the rows of the other snapshots stay as they are.
#}
{% macro is_new_snapshot() -%}
    {%- if computes_new_vintages() or not execute -%}
    {%- set landings = ref('stg_raw__landings') if model.resource_type != 'unit_test' -%}
    snapshot_id in (select snapshot_id from {{ landings }} where landed_in = '{{ invocation_id }}')
    {%- else -%} true {%- endif -%}
{%- endmacro %}

{# Config of a table that stores the rows of every snapshot and computes only those of new ones. #}
{% macro by_snapshot() -%}
    {{ return({'materialized': 'incremental', 'incremental_strategy': 'append'}) }}
{%- endmacro %}

{# Config of a table that stores every vintage and computes only new ones. #}
{% macro by_vintage(vintages=['vintage']) -%}
    {{ return(adapter.dispatch('by_vintage')(vintages)) }}
{%- endmacro %}

{% macro duckdb__by_vintage(vintages) -%}
    {{ return({
        'materialized': 'incremental', 'incremental_strategy': 'by_vintage', 'meta': {'vintages': vintages}
    }) }}
{%- endmacro %}
