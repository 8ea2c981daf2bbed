{#
Two tables of a query: venues as printed by works, and the venues with our id, by the end of their name
(venue_name).
#}
{% macro named_venues(works) -%}
printed as (
    select distinct
        venue,
        {{ replace_all("replace(lower(venue), '&', 'and')", ' *[(][^()]*[)] *$', '') }} as name
    from {{ works }}
    where venue is not null
),

named as (
    select printed.venue as printed, min(known.venue) as venue
    from printed
    inner join {{ ref('venue_name') }} as known on {{ ends_with('printed.name', 'known.name') }}
    group by printed.venue
)
{%- endmacro %}

{# Authors with semicolons between them. Some records have commas, and the semicolons of HTML entities. #}
{% macro separated_authors(author) -%}
    {%- set plain = replace_all(author, '&#?[A-Za-z0-9]+;', '') -%}
    case when {{ contains(plain, "';'") }} then {{ plain }} else replace({{ plain }}, ',', ';') end
{%- endmacro %}

{#
Whether a cell of affiliations is text of the paper's page. Some lists have a page number, the labels of a
figure or the first page in it; an affiliation has no line break inside.
#}
{% macro is_page_text(cell) -%}
    ({{ matches("trim(" ~ replace_all(cell, '^\\s+|\\s+$', '') ~ ")", "'\\n|^[0-9]+$'") }})
{%- endmacro %}

{# Some lists have a preface of the editors, which is not a paper. #}
{% macro is_front_matter(title) -%}
    {{ matches("lower(coalesce(" ~ title ~ ", ''))", "'^preface($|:)|: preface$'") }}
{%- endmacro %}

{#
Whether a work and an outside record have the same title. A short title is ambiguous. A preprint may be a year
older than the paper, and a record may be a year late.
#}
{% macro is_same_title(work, record) -%}
    {{ work }}.title_key = {{ record }}.title_key
    and {{ work }}.year between {{ record }}.year - 1 and {{ record }}.year + 1
    and length({{ record }}.title_key) >= {{ smallest_title_key() }}
{%- endmacro %}

{# The first arXiv id in a link, DOI or similar text, without a version; null without one. #}
{% macro arxiv_id_in(text) -%}
    case
        when {{ contains("lower(" ~ text ~ ")", "'arxiv'") }}
            then {{ list_item(extract_all(text, '[0-9]{4}[.][0-9]{4,5}|[a-z]+(-[a-z]+)?/[0-9]{7}'), 1) }}
    end
{%- endmacro %}
