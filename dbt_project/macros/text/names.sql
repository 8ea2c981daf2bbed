{# Letters and digits of a name, in its own case. #}
{% macro name_key(text) -%}
    regexp_replace({{ text }}, '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '', 'g')
{%- endmacro %}

{# Letters and digits of a work's title in ASCII, without case and accents. #}
{% macro work_title_key(title) -%}
    regexp_replace(lower(strip_accents(coalesce({{ title }}, ''))), '[^a-z0-9]+', '', 'g')
{%- endmacro %}

{# Letters, digits and dots of a name of hardware, lower case. #}
{% macro hardware_key(name) -%}
    lower({{ name_key("coalesce(" ~ name ~ ", '')") }})
{%- endmacro %}
