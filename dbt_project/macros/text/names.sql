{#
One regular expression that finds every name in the column `name` of a table. Longer names come first, a
space or hyphen matches any form or none, and `is_case_sensitive` decides about case. A name does not
begin inside a word or after a hyphen: X-BERT is not BERT. The names are read at compile time, because the
engine compiles only a constant expression once.
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

{#
Whether a lower-case text has the beginning of a word of the context that a column names. The words are read at
compile time, for the same reason. A space in a word matches any marks.
#}
{% macro has_context(text, column, relation) -%}
    {%- if not execute %}{{ return('true') }}{% endif -%}
    {%- set contexts = {} -%}
    {%- for context, word in run_query('select context, word from ' ~ relation ~ ' order by context, word').rows -%}
        {%- do contexts.setdefault(context, []).append(word.replace(' ', '[^a-z0-9]+')) -%}
    {%- endfor -%}
    case {{ column }}
        {% for context, words in contexts.items() -%}
        when '{{ context }}' then regexp_matches({{ text }}, '(^|[^a-z0-9])({{ words | join('|') }})')
        {% endfor -%}
    end
{%- endmacro %}

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
