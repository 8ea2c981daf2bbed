-- If a work is on several pages, the latest page counts. A work that is missing in the latest list of its
-- year, or in the latest file of its kind, is not latest.
with lists as (
    select
        *,
        row_number() over (
            partition by file order by vintage desc, retrieved_at desc, snapshot_id desc
        ) = 1 as is_newest
    from {{ source('raw', 'openalex_snapshots') }}
),

ranked as (
    select
        raw.snapshot_id,
        raw.source_row,
        lists.is_newest,
        row_number() over (
            partition by raw.work_id, raw.vintage
            order by lists.is_newest desc, raw.updated_date desc, raw.snapshot_id desc, raw.source_row
        ) as preference,
        row_number() over (
            partition by raw.work_id
            order by lists.is_newest desc, raw.vintage desc, raw.updated_date desc, raw.snapshot_id desc, raw.source_row
        ) as recency
    from {{ source('raw', 'openalex_works') }} as raw
    inner join lists on raw.snapshot_id = lists.snapshot_id
)

select
    {{ paper_id('raw.') }} as paper_id,
    {{ paper_key('raw.') }} as paper_key,
    'openalex' as source,
    raw.vintage,
    raw.snapshot_id,
    ranked.is_newest and ranked.recency = 1 as is_latest,
    raw.work_id,
    -- Many proceedings are no source of OpenAlex, and have the name that their publisher gave.
    lower(coalesce(raw.primary_location.source.display_name, raw.primary_location.raw_source_name)) as venue,
    cast(raw.publication_year as integer) as year,
    trim(raw.title) as title,
    -- A topic in the subfield of artificial intelligence (1702) or of computer vision (1707).
    coalesce(list_has_any(
        list_transform(raw.topics, lambda topic: topic['subfield']['id']),
        ['https://openalex.org/subfields/1702', 'https://openalex.org/subfields/1707']
    ), false) as is_machine_learning,
    len(raw.authorships) as author_count,
    raw.authorships[1].author.display_name as first_author,
    -- Of each author. The strings of an author are compared within the row, because a comparison over all authors needs
    -- memory for all strings.
    list_transform(raw.authorships, lambda author: {{ distinct_affiliations('author.raw_affiliation_strings') }})
        as affiliations,
    -- OpenAlex lists the affiliations of each author, but its API cuts long lists of authors.
    case when raw.authorships is not null then not coalesce(raw.is_authors_truncated, false) end as is_aligned,
    raw.is_retracted,
    nullif(lower(replace(raw.doi, 'https://doi.org/', '')), '') as doi
from {{ source('raw', 'openalex_works') }} as raw
-- Ranks are computed on narrow rows and joined to the wide rows, because a ranking of wide rows would need
-- memory for all of them.
inner join ranked on raw.snapshot_id = ranked.snapshot_id and raw.source_row = ranked.source_row
where ranked.preference = 1
