-- A work in several lists has the same work_id in all.
with counted as (
    select paper_key, year, unnest(counts_by_year) as one_year
    from {{ ref('stg_openalex__works') }}
),

-- OpenAlex does not list years without a citation.
windows as (
    select paper_key, sum(one_year.cited_by_count) as citations
    from counted
    where one_year.year between year and year + 2
    group by paper_key
),

topics as (
    select paper_key, unnest(topics) as topic
    from {{ ref('stg_openalex__works') }}
),

-- A topic in the subfield of artificial intelligence (1702) or of computer vision (1707).
machine_learning as (
    select distinct paper_key
    from topics
    where topic.subfield.id in ('https://openalex.org/subfields/1702', 'https://openalex.org/subfields/1707')
),

listed as (
    select
        paper_id,
        paper_key,
        source,
        listed_by,
        source_rank,
        vintage,
        snapshot_id,
        is_latest,
        venue,
        year,
        title,
        case
            when regexp_matches(coalesce(status, ''), 'reject|withdraw|retract') then 'rejected'
            when regexp_matches(coalesce(status, ''), 'workshop|invited|other track') then 'workshop'
            when {{ is_front_matter('title') }} then 'front_matter'
            else 'accepted'
        end as outcome,
        true as is_machine_learning,
        {{ author_key("split_part(author, ';', 1)") }} as author_key,
        case when length(trim(author)) > 0 then length(author) - length(replace(author, ';', '')) + 1 end as author_count,
        case when aff is not null then length(aff) - length(replace(aff, ';', '')) + 1 end as slot_count,
        citations,
        null as citations_window3,
        doi,
        coalesce(nullif({{ work_title_key('title') }}, ''), title) as title_key
    from {{ ref('int_papers__listed') }}
),

-- OpenAlex is asked for the papers of lists. Its own names of venues are many.
list_venues as (
    select doi, min(venue) as venue
    from listed
    where doi is not null
    group by doi
),

-- Some lists print the distinct affiliations of a paper. As many affiliations as authors are a coincidence
-- there, which selects teams without a shared affiliation. A list is used only if most of its records align.
lists as (
    select
        snapshot_id,
        count(*) filter (where slot_count = author_count) * 1.0
        / nullif(count(slot_count), 0) >= {{ least_aligned() }} as is_aligned
    from listed
    group by snapshot_id
),

listings as (
    select
        listed.*,
        listed.slot_count = listed.author_count and lists.is_aligned as is_aligned,
        -- Equal titles of a venue and year are one work. A DOI or an author of one listing counts for all.
        min(listed.doi) over (partition by listed.venue, listed.year, listed.title_key) as work_doi,
        max(listed.author_key) over (partition by listed.venue, listed.year, listed.title_key) as work_author
    from listed
    inner join lists on listed.snapshot_id = lists.snapshot_id
    union all
    select
        works.paper_id,
        works.paper_key,
        works.source,
        works.source,
        null,
        works.vintage,
        works.snapshot_id,
        works.is_latest,
        coalesce(list_venues.venue, works.venue),
        works.year,
        works.title,
        case
            when works.is_retracted then 'rejected'
            when {{ is_front_matter('works.title') }} then 'front_matter'
            else 'accepted'
        end,
        works.paper_key in (select paper_key from machine_learning),
        {{ author_key('works.authorships[1].author.display_name') }},
        array_length(works.authorships),
        array_length(works.authorships),
        works.citations,
        -- OpenAlex has counts of the ten years up to the snapshot, so the count of a window is known after
        -- its end.
        case
            when
                works.counts_by_year is not null
                and works.year between extract(year from works.vintage) - 9 and extract(year from works.vintage) - 3
                then coalesce(windows.citations, 0)
        end,
        works.doi,
        {{ work_title_key('works.title') }},
        -- OpenAlex lists the affiliations of each author, but its API cuts long lists of authors.
        case when works.authorships is not null then not works.is_authors_truncated end,
        works.doi,
        {{ author_key('works.authorships[1].author.display_name') }}
    from {{ ref('stg_openalex__works') }} as works
    left join windows on works.paper_key = windows.paper_key
    left join list_venues on works.doi = list_venues.doi
)

select
    * exclude (author_key, title_key, work_doi, work_author),
    coalesce(
        work_doi, title_key || ':' || coalesce(cast(year as varchar), '') || ':' || coalesce(work_author, '')
    ) as work_id
from listings
