-- A work in two lists has the same work_id in both.
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

printed as (
    select
        paper_id, paper_key, source, vintage, snapshot_id, is_latest, venue, year, title, status, track, aff, citations, doi,
        {{ separated_authors('author') }} as authors
    from {{ ref('stg_papercopilot__papers') }}
    union all
    select
        paper_id, paper_key, source, vintage, snapshot_id, is_latest, venue, year, title, status, null, aff, null, doi, author
    from {{ ref('stg_lists__papers') }}
),

listed as (
    select
        paper_id,
        paper_key,
        source,
        vintage,
        snapshot_id,
        is_latest,
        venue,
        year,
        title,
        case
            when regexp_matches(coalesce(status, ''), 'reject|withdraw|retract') then 'rejected'
            when
                regexp_matches(coalesce(status, '') || ' ' || coalesce(track, ''), 'workshop|invited')
                then 'workshop'
            when {{ is_front_matter('title') }} then 'front_matter'
            else 'accepted'
        end as outcome,
        true as is_machine_learning,
        trim(split_part(authors, ';', 1)) as first_author,
        case
            when length(trim(authors)) > 0 then length(authors) - length(replace(authors, ';', '')) + 1
        end as author_count,
        case when aff is not null then length(aff) - length(replace(aff, ';', '')) + 1 end as slot_count,
        citations,
        null as citations_window3,
        doi
    from printed
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
        listed.slot_count = listed.author_count and lists.is_aligned as is_aligned
    from listed
    inner join lists on listed.snapshot_id = lists.snapshot_id
    union all
    select
        works.paper_id,
        works.paper_key,
        works.source,
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
        works.authorships[1].author.display_name,
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
        -- OpenAlex lists the affiliations of each author, but its API cuts long lists of authors.
        case when works.authorships is not null then not works.is_authors_truncated end
    from {{ ref('stg_openalex__works') }} as works
    left join windows on works.paper_key = windows.paper_key
    left join list_venues on works.doi = list_venues.doi
)

select
    *,
    coalesce(
        doi,
        {{ work_title_key('title') }}
        || ':' || coalesce(cast(year as varchar), '')
        || ':' || regexp_replace(lower(strip_accents(coalesce(first_author, ''))), '[^a-z]+', '', 'g')
    ) as work_id
from listings
