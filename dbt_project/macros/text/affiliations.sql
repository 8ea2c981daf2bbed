{# The different affiliations of a list of texts, without what divides them. #}
{% macro distinct_affiliations(texts) -%}
    list_sort(list_distinct(list_filter(
        list_transform({{ texts }}, lambda text: regexp_replace(text, '^[,; ]+|[,; ]+$', '', 'g')),
        lambda text: text <> ''
    )))
{%- endmacro %}

{#
The employer, or position, of the day of the paper in an author's profile at OpenReview. Newer crawls put those of later
days before it, with `+` between them.
#}
{% macro of_the_day(profile) -%}
    regexp_extract({{ profile }}, '[^+]*[^+ ][+ ]*$')
{%- endmacro %}

{# The slots of authors whose position of the day is that of a student or an intern; null without positions. #}
{% macro learners(positions) -%}
    case
        when regexp_matches({{ positions }}, '[^; ]')
            then list_filter(
                range(1, len(string_split({{ positions }}, ';')) + 1),
                lambda slot: regexp_matches(
                    lower({{ of_the_day("string_split(" ~ positions ~ ", ';')[slot]") }}), '\b(intern|internship)\b|student'
                )
            )
    end
{%- endmacro %}

{#
The affiliations of each author in a cell, which has `;` between authors and `+` between those of one. An `and` after a
country joins two institutions: `Tsinghua University, Beijing, China and Google, USA`. With a position of each author,
the cell has profiles of OpenReview, of which the employer of the day counts.
#}
{% macro affiliations_by_author(cell, has_positions) -%}
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
    {%- set of_day = "if(" ~ has_positions ~ ", " ~ of_the_day("author") ~ ", author)" -%}
    {%- set divided = "regexp_replace(" ~ of_day ~ ", '(, (" ~ countries | join('|') ~ ")),? and ', '\\1+', 'g')" -%}
    list_transform(
        string_split({{ cell }}, ';'),
        lambda author: {{ distinct_affiliations("string_split_regex(" ~ divided ~ ", ' *[+] *')") }}
    )
{%- endmacro %}
