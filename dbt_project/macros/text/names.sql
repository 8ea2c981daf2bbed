{#
One regular expression that finds any of the names in the column `name` of a table: longer names first,
a blank or hyphen of a name in any of their forms or left out, letters of either case where `is_case_sensitive` is false. A
name does not begin inside a word or after a hyphen: X-BERT is another model than BERT. It is read from
the table when the query is compiled, as the engine prepares only a constant expression once.
#}
{% macro names_pattern(relation) -%}
    {%- if not execute %}{{ return('') }}{% endif -%}
    {%- set rows = run_query('select name, is_case_sensitive from ' ~ relation ~ ' order by length(name) desc, name') -%}
    {%- set names = [] -%}
    {%- for name, is_case_sensitive in rows.rows -%}
        {%- set spelling = modules.re.sub('[ -]', '[ ‑–-]{0,2}', name.replace('.', '[.]')) -%}
        {%- do names.append(spelling if is_case_sensitive else '(?i:' ~ spelling ~ ')') -%}
    {%- endfor -%}
    {{ return('(?:^|[^A-Za-z0-9_-])(?:' ~ names | join('|') ~ ')(?:\\b|_)') }}
{%- endmacro %}

{# What two spellings of a name have in common, but for case. #}
{% macro name_key(text) -%}
    {{ replace_all(text, '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '') }}
{%- endmacro %}

{# What two spellings of a work's title have in common: letters and digits of ASCII, without case and accents. #}
{% macro work_title_key(title) -%}
    {{ replace_all(fold("coalesce(" ~ title ~ ", '')"), '[^a-z0-9]+', '') }}
{%- endmacro %}

{# Shortest title key that tells one work from another, as in metrics.md M18. #}
{% macro smallest_title_key() -%} 15 {%- endmacro %}

{# What two spellings of a name of hardware have in common. #}
{% macro hardware_key(name) -%}
    lower({{ name_key("coalesce(" ~ name ~ ", '')") }})
{%- endmacro %}
