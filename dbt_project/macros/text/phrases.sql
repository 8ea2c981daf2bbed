{# Largest number of words of a phrase in the topic table, the same as in `int_works__terms`. #}
{% macro longest_phrase() -%} 3 {%- endmacro %}

{#
Lower-case words with spaces for the marks between them. Plain replacements are used, because a chain of them
takes a fifth of the time of a regular expression. A mark that ends a clause leaves an empty word, so that no
phrase crosses it.
#}
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

{# Keys of the phrases of one, two and three words that begin with a word, from the keys of the words. #}
{% macro phrase_keys(first, second, third) -%}
    [{{ first }}, hash({{ first }}, {{ second }}), hash(hash({{ first }}, {{ second }}), {{ third }})]
{%- endmacro %}

{# The plural of a phrase by rule. A wrong plural does no harm, because no text has it. #}
{% macro plural(phrase) -%}
    case
        when regexp_matches({{ phrase }}, '(s|x|ch|sh)$') then {{ phrase }} || 'es'
        when regexp_matches({{ phrase }}, '[^aeiou]y$') then regexp_replace({{ phrase }}, 'y$', 'ies')
        else {{ phrase }} || 's'
    end
{%- endmacro %}

{# Smallest number of mentions in an abstract for a topic that title and keywords do not name. #}
{% macro needed_mentions() -%} 2 {%- endmacro %}
