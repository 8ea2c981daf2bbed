{# A source is labelled by the publisher's list; our own embedded sample is never shown as theirs. #}
{% macro source_label(snapshots) -%}
    case when {{ snapshots }}.publisher = 'Compute Divide' then 'sample' else {{ snapshots }}.source end
{%- endmacro %}

{# A unit test has no table to add to, and asking for it would fail. #}
{% macro computes_new_vintages() -%}
    {{ return(model.resource_type != 'unit_test' and is_incremental()) }}
{%- endmacro %}

{#
Whether a row belongs to a vintage whose files are new in this run; always true where a table is
built anew. What a vintage gives depends on its own files alone, so the others stand as they are.
#}
{% macro is_new_vintage(source='source', vintages=['vintage']) -%}
    {%- if computes_new_vintages() or not execute -%}
    {#- A unit test has no such input; the lineage is learnt while parsing. -#}
    {%- set held = ref('stg_epoch__vintages') if model.resource_type != 'unit_test' -%}
    (
        {% for vintage in vintages -%}
        ({{ source }}, {{ vintage }}) in (
            select source, vintage from {{ held }} where landed_in = '{{ invocation_id }}'
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

{# Incremental strategy: the rows of new vintages replace what stood for them, also by nothing. #}
{% macro get_incremental_by_vintage_sql(arguments) -%}
    {%- set vintages = config.get('meta', {}).get('vintages', ['vintage']) -%}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments.target_relation }} where {{ is_new_vintage('source', vintages) }};
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }} from {{ arguments.temp_relation }}
{%- endmacro %}

{# Config of a table that holds every vintage and computes only new ones. #}
{% macro by_vintage(vintages=['vintage']) -%}
    {{ return({
        'materialized': 'incremental', 'incremental_strategy': 'by_vintage', 'meta': {'vintages': vintages}
    }) }}
{%- endmacro %}
