{# Spellings of a name that differ in case, accents or spaces have the same key. #}
{% macro organization_key(name) -%}
    trim(regexp_replace(lower(strip_accents({{ name }})), ' +', ' ', 'g'))
{%- endmacro %}
