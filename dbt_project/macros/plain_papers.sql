{#
Papers of a source in the plain format. Venue and year are columns, so that a file can have several lists. Two files
with the same list and date are two states of it: the file with more rows counts.
#}
{% macro plain_papers(name) -%}
with papers as (
    select
        snapshot_id, part, source_row, vintage, lower(trim(venue)) as venue, year, title, authors, affiliations, doi, status,
        keywords, abstract{{ ', tags' if name == 'lists' }}
    from {{ source('raw', name ~ '_papers') }}
),

lists as (
    select
        snapshot_id,
        venue,
        year,
        row_number() over (partition by venue, year, vintage order by count(*) desc, snapshot_id desc) as preference,
        row_number() over (partition by venue, year order by vintage desc, count(*) desc, snapshot_id desc) as recency
    from papers
    group by snapshot_id, venue, year, vintage
)

select
    {{ paper_id('raw.') }} as paper_id,
    {{ paper_key('raw.') }} as paper_key,
    '{{ name }}' as source,
    raw.vintage,
    raw.snapshot_id,
    lists.recency = 1 as is_latest,
    raw.venue,
    cast(raw.year as integer) as year,
    trim(raw.title) as title,
    lower(raw.status) as status,
    raw.keywords,
    raw.authors as author,
    raw.affiliations as aff,
    raw.abstract,
    {{ 'raw.tags,' if name == 'lists' }}
    nullif(lower(trim(raw.doi)), '') as doi
from papers as raw
inner join lists on raw.snapshot_id = lists.snapshot_id and raw.venue = lists.venue and raw.year = lists.year
where lists.preference = 1
{%- endmacro %}
