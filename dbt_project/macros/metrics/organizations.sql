{#
A cell of organisations as a list of names. Three kinds of comma belong to a name: before the legal form
of a company, inside quotes, and before a space if the same cell has commas without one. The publisher
joins names by a bare comma since December 2023.
#}
{% macro organization_names(text) -%}
    {%- set company = '(?i) *, *(co|company|corp|corporation|inc|incorporated|llc|llp|ltd|limited|plc|pte|pty|gmbh)\\b' -%}
    {%- set joined = "regexp_replace(" ~ text ~ ", '" ~ company ~ "', '␟\\1', 'g')" -%}
    regexp_extract_all(
        case when regexp_matches({{ joined }}, ',[^ ]') then replace({{ joined }}, ', ', '␟') else {{ joined }} end,
        '(?:"[^"]*"|[^,"])+'
    )
{%- endmacro %}

{# One name of the list as the publisher writes it, with its own commas and without quotes. #}
{% macro organization_name(piece) -%}
    trim(replace(replace(replace({{ piece }}, '"', ''), '␟', ', '), chr(10), ' '))
{%- endmacro %}

{# Spellings of a name that differ in case, accents or spaces have the same key. #}
{% macro organization_key(name) -%}
    trim(regexp_replace(lower(strip_accents({{ name }})), ' +', ' ', 'g'))
{%- endmacro %}
