{# The published id of the listing of a paper. `prefix` is the name of the table with a dot. #}
{% macro paper_id(prefix='') -%}
    {{ prefix }}snapshot_id || ':' || cast({{ prefix }}source_row as varchar)
{%- endmacro %}

{# The key of the listing in staging and intermediate tables. An integer needs less time and memory than a text. #}
{% macro paper_key(prefix='') -%}
    {{ text_id(paper_id(prefix)) }}
{%- endmacro %}

{#
An integer that identifies a text in a table. DuckDB's `hash` does not: it gives `University of Webiva, Webiva`
and `University of Wybiva, Wybiva` the same key, because they differ by the same letters eight letters apart.
#}
{% macro text_id(text) -%}
    cast('0x' || substring(md5({{ text }}), 1, 15) as bigint)
{%- endmacro %}

{# The key of a venue. Files, and publications before 0.2.0, have that of the former name of NeurIPS. #}
{% macro present_key(venue) -%}
    case {{ venue }} when 'nips' then 'neurips' else {{ venue }} end
{%- endmacro %}
