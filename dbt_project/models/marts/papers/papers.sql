with countries as (
    select
        paper_key,
        string_agg(country, '+' order by country) as country_codes,
        string_agg(distinct region, '+' order by region) as regions
    from {{ ref('int_papers__countries') }}
    group by paper_key
),

printed as (
    select
        paper_key,
        list_sort(list(distinct affiliation)) as affiliations
    from {{ ref('int_mentions') }}
    where affiliation is not null
    group by paper_key
),

tags as (
    select
        work_key,
        list(topic order by topic) as topics
    from {{ ref('int_works__topics') }}
    where entity = 'papers'
    group by work_key
),

-- If a publisher declares no licence, its text must not be redistributed. Our own labels are published.
snapshots as (
    select
        snapshot_id,
        starts_with(lower(licence), 'none declared') as is_closed
    from {{ ref('stg_raw__snapshots') }}
)

select
    -- Short keys: they would be the largest part of the published file.
    split_part(papers.paper_id, '_', -1) as paper_id,
    left(md5(papers.work_id), 16) as work_id,
    papers.source,
    papers.listed_by,
    papers.vintage,
    papers.is_latest,
    papers.is_counted,
    papers.snapshot_id,
    papers.venue,
    papers.year,
    case when not snapshots.is_closed then papers.title end as title,
    papers.outcome,
    papers.track,
    papers.author_count,
    papers.is_aligned,
    papers.has_affiliation,
    papers.has_academia,
    papers.has_industry,
    papers.has_other,
    papers.team_class,
    papers.is_team_complete,
    papers.academia_authors,
    papers.industry_authors,
    papers.other_authors,
    papers.unknown_authors,
    papers.doi,
    case when not snapshots.is_closed and papers.source = 'lists' then printed.affiliations end as affiliations,
    tags.topics,
    countries.country_codes,
    countries.regions,
    case when len(papers.definitions) > 0 then papers.definitions end as definitions
from {{ ref('int_papers') }} as papers
inner join snapshots on papers.snapshot_id = snapshots.snapshot_id
left join printed on papers.paper_key = printed.paper_key
left join countries on papers.paper_key = countries.paper_key
left join tags on papers.paper_key = tags.work_key
