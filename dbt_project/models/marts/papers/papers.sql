with populations as (
    select paper_key, list_sort(list(distinct definition)) as definitions
    from {{ ref('int_papers__populations') }}
    group by paper_key
),

countries as (
    select
        paper_key,
        string_agg(country, '+' order by country) as country_codes,
        string_agg(distinct region, '+' order by region) as regions
    from {{ ref('int_papers__countries') }}
    group by paper_key
),

-- A string of a reduced list is no text of the list, but its organisation in our words.
printed as (
    select paper_key, list_sort(list(distinct affiliation)) as affiliations
    from {{ ref('int_papers__affiliations') }}
    where not {{ is_reduced_affiliation('affiliation') }}
    group by paper_key
),

tags as (
    select work_key, list(topic order by topic) as topics
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
    papers.paper_id,
    md5(papers.work_id) as work_id,
    papers.source, papers.listed_by, papers.vintage, papers.is_latest,
    coalesce(counted.is_counted, true) as is_counted,
    papers.snapshot_id, papers.venue, papers.year,
    case when not snapshots.is_closed then papers.title end as title,
    papers.outcome, papers.track, papers.author_count, papers.is_aligned, teams.has_affiliation,
    teams.has_academia, teams.has_industry, teams.has_other, teams.team_class, teams.is_team_complete,
    teams.academia_authors, teams.industry_authors, teams.other_authors, teams.unknown_authors,
    papers.doi,
    case when not snapshots.is_closed and papers.source = 'lists' then printed.affiliations end as affiliations,
    tags.topics, countries.country_codes, countries.regions, populations.definitions
from {{ ref('int_papers') }} as papers
inner join {{ ref('int_papers__teams') }} as teams on papers.paper_key = teams.paper_key
inner join snapshots on papers.snapshot_id = snapshots.snapshot_id
left join {{ ref('int_papers__counted') }} as counted on papers.paper_key = counted.paper_key
left join populations on papers.paper_key = populations.paper_key
left join printed on papers.paper_key = printed.paper_key
left join countries on papers.paper_key = countries.paper_key
left join tags on papers.paper_key = tags.work_key
