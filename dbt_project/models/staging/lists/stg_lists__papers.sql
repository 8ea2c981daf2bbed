-- Papers of every source in the plain format. Venue and year are columns, so that a file can have several lists. Lists
-- of one publisher, venue and year are states of one list. Two with the same date are two copies: the one with more
-- rows counts. Only a list of one's own has a publisher of its own.
with papers as (
    {% for name in ['acl_anthology', 'crossref', 'lists', 'openreview', 'pmlr', 'programme'] -%}
    select
        '{{ name }}' as source,
        snapshot_id,
        vintage,
        source_row,
        year,
        title,
        authors,
        affiliations,
        status,
        keywords,
        abstract,
        track,
        affiliations_are,
        doi,
        {{ 'tags' if name == 'lists' else 'null' }} as tags,
        {%- for column in ['positions', 'crawled'] %}
        {{ column if name in ('lists', 'openreview') else 'null' }} as {{ column }},
        {%- endfor %}
        lower(trim(venue)) as venue
    from {{ source('raw', name ~ '_papers') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

named as (
    select
        papers.*,
        -- The record has lists of the same publisher, which are older copies.
        coalesce(
            snapshots.publisher, if(papers.source = 'openreview', 'OpenReview, by Paper Copilot', papers.source)
        ) as listed_by
    from papers
    left join {{ source('raw', 'lists_snapshots') }} as snapshots
        on papers.source = 'lists' and papers.snapshot_id = snapshots.snapshot_id
),

lists as (
    {{ copies_of_lists('named', 'source, listed_by, venue, year') }}
)

select
    {{ paper_id('named.') }} as paper_id,
    {{ paper_key('named.') }} as paper_key,
    named.source,
    named.listed_by,
    named.vintage,
    named.snapshot_id,
    named.venue,
    lists.recency = 1 as is_latest,
    cast(named.year as integer) as year,
    trim(named.title) as title,
    lower(named.status) as status,
    named.keywords,
    named.authors,
    named.affiliations,
    named.positions,
    cast(named.crawled as date) as crawled,
    named.abstract,
    {{ paper_track('named.track', 'named.title') }} as track,
    {{ affiliations_are('named.affiliations_are') }} as affiliations_are,
    try_cast(
        named.tags as struct(kind varchar, name varchar, in_head bigint, in_abstract bigint, devices bigint)[]
    ) as tags,
    nullif(lower(trim(named.doi)), '') as doi
from named
inner join lists
    on
        named.source = lists.source
        and named.snapshot_id = lists.snapshot_id
        and named.venue = lists.venue
        and named.year = lists.year
where lists.preference = 1
