{# The label of a source is its name in ingestion. The embedded sample has a label of its own. #}
{% macro source_label(snapshots) -%}
    case when {{ snapshots }}.publisher = 'Compute Divide' then 'sample' else {{ snapshots }}.source end
{%- endmacro %}
