-- Works of OpenAlex in the columns of listed papers.
-- It is asked for the papers of lists. Its own names of venues are many.
with list_venues as (
    select doi, min(venue) as venue
    from {{ ref('int_papers__listed') }}
    where doi is not null
    group by all
)

select
    works.paper_id, works.paper_key, works.source,
    works.source as listed_by,
    works.vintage, works.snapshot_id, works.is_latest,
    coalesce(list_venues.venue, works.venue) as venue,
    works.year, works.title,
    case
        when works.is_retracted then 'rejected'
        when {{ is_front_matter('works.title') }} then 'front_matter'
        else 'accepted'
    end as outcome,
    -- A topic in the subfield of artificial intelligence (1702) or of computer vision (1707).
    coalesce(list_has_any(
        list_transform(works.topics, lambda topic: topic['subfield']['id']),
        ['https://openalex.org/subfields/1702', 'https://openalex.org/subfields/1707']
    ), false) as is_machine_learning,
    {{ author_key('works.authorships[1].author.display_name') }} as work_author,
    len(works.authorships) as author_count,
    works.doi,
    {{ reduced_title('works.title') }} as title_key,
    -- OpenAlex lists the affiliations of each author, but its API cuts long lists of authors.
    case when works.authorships is not null then not works.is_authors_truncated end as is_aligned
from {{ ref('stg_openalex__works') }} as works
left join list_venues on works.doi = list_venues.doi
