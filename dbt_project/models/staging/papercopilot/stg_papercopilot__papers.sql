with lists as (
    {{ copies_of_lists(source('raw', 'papercopilot_papers'), 'venue, year') }}
)

select
    {{ paper_id('raw.') }} as paper_id,
    {{ paper_key('raw.') }} as paper_key,
    'papercopilot' as listed_by,
    raw.vintage,
    raw.snapshot_id,
    lists.recency = 1 as is_latest,
    raw.venue,
    cast(raw.year as integer) as year,
    trim(raw.title) as title,
    lower(concat_ws(' ', raw.status, raw.track)) as status,
    -- Some lists write the area before the keyword: `AI Ethics, Trust, Fairness: Safety` is about safety.
    regexp_replace(raw.keywords, '[^;]*: ', '', 'g') as keywords,
    {{ separated_authors('raw.author') }} as authors,
    -- Some lists have a page number, the labels of a figure or the first page in a cell.
    case
        when not regexp_matches(trim(regexp_replace(raw.aff, '^\s+|\s+$', '', 'g')), '\n|^[0-9]+$') then raw.aff
    end as affiliations,
    raw.position as positions,
    cast(null as date) as crawled,
    raw.abstract,
    {{ paper_track('raw.standard_track', 'raw.title') }} as track,
    {{ affiliations_are('raw.affiliations_are') }} as affiliations_are,
    nullif(lower(trim(raw.doi)), '') as doi
from {{ source('raw', 'papercopilot_papers') }} as raw
inner join lists on raw.snapshot_id = lists.snapshot_id
where lists.preference = 1
