{#
A cell of organisations as a list of names. Three kinds of comma belong to a name: before the legal form
of a company, inside quotes, and before a blank if the same cell has commas without one. The publisher
joins names by a bare comma since December 2023.
#}
{% macro organization_names(text) -%}
    {%- set company = '(?i) *, *(co|company|corp|corporation|inc|incorporated|llc|llp|ltd|limited|plc|pte|pty|gmbh)\\b' -%}
    {{ extract_all(
        _keep_spaced_commas(replace_all(text, company, '␟\\1')),
        '(?:"[^"]*"|[^,"])+'
    ) }}
{%- endmacro %}

{% macro _keep_spaced_commas(text) -%}
    case
        when {{ matches(text, "',[^ ]'") }} then replace({{ text }}, ', ', '␟')
        else {{ text }}
    end
{%- endmacro %}

{# One name of the list as the publisher writes it, with its own commas and without quotes. #}
{% macro organization_name(piece) -%}
    trim(replace(replace(replace({{ piece }}, '"', ''), '␟', ', '), chr(10), ' '))
{%- endmacro %}

{# Spellings of a name that differ in case, accents or blanks have the same key. #}
{% macro organization_key(name) -%}
    trim({{ replace_all(fold(name), ' +', ' ') }})
{%- endmacro %}
