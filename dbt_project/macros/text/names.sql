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

{# A key of one direction of a title, by which copies are one work (docs/metrics.md, section 4, reduced lists). #}
{% macro title_key(title) -%}
    substring(md5(coalesce(nullif({{ work_title_key(title) }}, ''), {{ title }})), 1, 12)
{%- endmacro %}

{# Letters, digits and dots of a name of hardware, lower case. #}
{% macro hardware_key(name) -%}
    lower(regexp_replace(coalesce({{ name }}, ''), '[^A-Za-z0-9.]+|^[^A-Za-z0-9]+', '', 'g'))
{%- endmacro %}
