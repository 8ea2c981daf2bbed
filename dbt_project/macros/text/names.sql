{#
Letters and digits of a work's title in ASCII, without case, accents, commands of LaTeX, tags of HTML, and notes in
brackets that some lists add.
#}
{% macro work_title_key(title) -%}
    regexp_replace(
        translate(
            replace(replace(lower(strip_accents(regexp_replace(
                coalesce({{ title }}, ''),
                '^ *(\[retracted\]|retracted:)|\(extended abstract\)|\\[a-z]+|</?[a-z]+>',
                ' ',
                'gi'
            ))), 'ﬁ', 'fi'), 'ﬂ', 'fl'),
            '⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉',
            '01234567890123456789'
        ),
        '[^a-z0-9]+', '', 'g'
    )
{%- endmacro %}

{# A title in a reduced list (docs/metrics.md, section 4): a key of one direction, by which copies are still one work. #}
{% macro reduced_title(title) -%}
    'key:' || substring(md5(coalesce(nullif({{ work_title_key(title) }}, ''), {{ title }})), 1, 12)
{%- endmacro %}

{% macro is_reduced(title) -%}
    starts_with(coalesce({{ title }}, ''), 'key:')
{%- endmacro %}

{# An affiliation of a reduced list: `=`, then sectors, country, company, and a number of strings that are equal so far. #}
{% macro is_reduced_affiliation(affiliation) -%}
    starts_with({{ affiliation }}, '=')
{%- endmacro %}

{# Letters, digits and dots of a name of hardware, lower case. #}
{% macro hardware_key(name) -%}
    lower(regexp_replace(coalesce({{ name }}, ''), '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '', 'g'))
{%- endmacro %}
