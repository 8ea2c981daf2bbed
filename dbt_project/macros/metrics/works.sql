{#
Two tables of a query: venues as works print them, and those of them that are known by how their name ends
(venue_name), with our id.
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

{#
Whether a work and what is listed elsewhere have one title. A short title says too little; a preprint may be a
year older, a record a year late.
#}
{% macro is_same_title(work, record) -%}
    {{ work }}.title_key = {{ record }}.title_key
    and {{ work }}.year between {{ record }}.year - 1 and {{ record }}.year + 1
    and length({{ record }}.title_key) >= {{ smallest_title_key() }}
{%- endmacro %}

{# The first id of arXiv's in a link, DOI or the like, without a version; null where it names none. #}
{% macro arxiv_id_in(text) -%}
    case
        when {{ contains("lower(" ~ text ~ ")", "'arxiv'") }}
            then {{ list_item(extract_all(text, '[0-9]{4}[.][0-9]{4,5}|[a-z]+(-[a-z]+)?/[0-9]{7}'), 1) }}
    end
{%- endmacro %}
