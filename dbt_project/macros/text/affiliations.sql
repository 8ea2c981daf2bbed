{# The different affiliations of a list of texts, without what divides them. #}
{% macro distinct_affiliations(texts) -%}
    list_sort(list_distinct(list_filter(
        list_transform({{ texts }}, lambda text: regexp_replace(text, '^[,; ]+|[,; ]+$', '', 'g')),
        lambda text: text <> ''
    )))
{%- endmacro %}

{#
The affiliations of each author in a cell, which has `;` between authors and `+` between those of one. An `and` after a
country joins two institutions: `Tsinghua University, Beijing, China and Google, USA`.
#}
{% macro affiliations_by_author(cell) -%}
    {%- set countries = [
        'Argentina', 'Australia', 'Austria', 'Bangladesh', 'Belgium', 'Brazil', 'Canada', 'Chile', 'China',
        'Colombia', 'Cyprus', 'Czech Republic', 'Czechia', 'Denmark', 'Egypt', 'Estonia', 'Finland', 'France',
        'Germany', 'Greece', 'Hong Kong', 'Hungary', 'India', 'Indonesia', 'Iran', 'Ireland', 'Israel', 'Italy',
        'Japan', 'Luxembourg', 'Macao', 'Macau', 'Malaysia', 'Mexico', 'Netherlands', 'New Zealand', 'Norway',
        'Pakistan', 'Poland', 'Portugal', 'Qatar', 'Republic of Korea', 'Romania', 'Russia', 'Saudi Arabia', 'Serbia',
        'Singapore', 'Slovenia', 'South Africa', 'South Korea', 'Spain', 'Sri Lanka', 'Sweden', 'Switzerland',
        'Taiwan', 'Thailand', 'Turkey', 'UK', 'USA', 'Ukraine', 'United Arab Emirates', 'United Kingdom',
        'United States', 'Vietnam'
    ] -%}
    {%- set divided = "regexp_replace(author, '(, (" ~ countries | join('|') ~ ")),? and ', '\\1+', 'g')" -%}
    list_transform(
        string_split({{ cell }}, ';'),
        lambda author: {{ distinct_affiliations("string_split_regex(" ~ divided ~ ", ' *[+] *')") }}
    )
{%- endmacro %}
