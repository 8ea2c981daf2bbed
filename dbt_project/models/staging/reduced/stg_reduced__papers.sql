-- Reduced lists are states of one list like plain ones.
with papers as (
    select
        raw.*,
        snapshots.publisher as listed_by
    from {{ source('raw', 'reduced_papers') }} as raw
    inner join {{ source('raw', 'reduced_snapshots') }} as snapshots on raw.snapshot_id = snapshots.snapshot_id
),

lists as (
    {{ copies_of_lists('papers', 'listed_by, venue, year') }}
)

select
    {{ paper_id('papers.') }} as paper_id,
    {{ paper_key('papers.') }} as paper_key,
    papers.listed_by,
    papers.vintage,
    papers.snapshot_id,
    papers.venue,
    lists.recency = 1 as is_latest,
    cast(papers.year as integer) as year,
    papers.title_key,
    papers.outcome,
    papers.track,
    papers.author_count,
    papers.slot_count,
    papers.affiliations_are,
    papers.mentions,
    papers.learners,
    papers.crawled,
    papers.tags
from papers
inner join lists on papers.snapshot_id = lists.snapshot_id and papers.venue = lists.venue and papers.year = lists.year
where lists.preference = 1
