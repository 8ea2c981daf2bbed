{#
The source of estimates that a stored source belongs to: those with lists of conference papers are one collection, `lists`.
#}
{% macro collection(source) -%}
    case
        when {{ source }} in ('acl_anthology', 'crossref', 'lists', 'openreview', 'papercopilot', 'pmlr', 'programme', 'reduced') then 'lists'
        else {{ source }}
    end
{%- endmacro %}

{# Letters of an author's name in ASCII, without case and accents. #}
{% macro author_key(name) -%}
    nullif(regexp_replace(lower(strip_accents({{ name }})), '[^a-z]+', '', 'g'), '')
{%- endmacro %}

{# Authors with semicolons between them. Some records have commas, and the semicolons of HTML entities. #}
{% macro separated_authors(author) -%}
    {%- set plain = "regexp_replace(" ~ author ~ ", '&#?[A-Za-z0-9]+;', '', 'g')" -%}
    case when contains({{ plain }}, ';') then {{ plain }} else replace({{ plain }}, ',', ';') end
{%- endmacro %}

{# Some lists have a preface of the editors, which is not a paper. #}
{% macro is_front_matter(title) -%}
    regexp_matches(lower(coalesce({{ title }}, '')), '^preface($|:)|: preface$')
{%- endmacro %}
