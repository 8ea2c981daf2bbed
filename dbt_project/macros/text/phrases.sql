{# Most words that a phrase of the topic table may have: as many as `int_works__terms` puts together. #}
{% macro longest_phrase() -%} 3 {%- endmacro %}

{# Lower-case words with blanks for what stands between them: a chain of plain replacements takes a
   fifth of the time of a regular expression. Marks that end a clause leave an empty word behind, so
   that no phrase spans them. #}
{% macro spaced(text) -%}
    {%- set result = namespace(text="lower(" ~ text ~ ")") -%}
    {%- for mark in ['-', '/', '\n', '(', ')', '"'] -%}
        {%- set result.text = "replace(" ~ result.text ~ ", '" ~ mark ~ "', ' ')" -%}
    {%- endfor -%}
    {%- for mark in [',', '.', ':', ';', '?'] -%}
        {%- set result.text = "replace(" ~ result.text ~ ", '" ~ mark ~ "', '  ')" -%}
    {%- endfor -%}
    {{ result.text }}
{%- endmacro %}

{# The plural of a phrase by rule; a wrong one does no harm, as no text has it. #}
{% macro plural(phrase) -%}
    case
        when {{ matches(phrase, "'(s|x|ch|sh)$'") }} then {{ phrase }} || 'es'
        when {{ matches(phrase, "'[^aeiou]y$'") }} then {{ replace_all(phrase, 'y$', 'ies') }}
        else {{ phrase }} || 's'
    end
{%- endmacro %}

{# Mentions that an abstract must have of a topic that title and keywords do not name. #}
{% macro needed_mentions() -%} 2 {%- endmacro %}
