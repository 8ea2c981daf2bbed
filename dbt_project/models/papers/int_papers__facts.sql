{{ config(materialized='view') }}

-- Companies are named as in company_papers.
with affiliations as (
    select
        mentions.paper_key, mentions.slot,
        '=' || concat_ws(
            '/',
            replace(affiliations.sectors, '+', '&'),
            coalesce(affiliations.country_code, ''),
            case
                when affiliations.sectors = 'industry'
                    then regexp_replace(affiliations.organisation, ' [(][^)]*[)]$|[;+/]', '', 'g')
            end
        ) as fact,
        mentions.affiliation
    from {{ ref('int_papers__affiliations') }} as mentions
    inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
),

-- Different strings of a paper stay different.
numbered as (
    select *, dense_rank() over (partition by paper_key, fact order by affiliation) as number
    from affiliations
),

cells as (
    select
        paper_key, slot,
        string_agg(fact || if(number = 1, '', repeat('/', 4 - len(string_split(fact, '/'))) || number), '+' order by fact, number) as cell
    from numbered
    group by paper_key, slot
),

slots as (
    select paper_key, map(list(slot), list(cell)) as cells
    from cells
    group by paper_key
),

tags as (
    select
        work_key as paper_key,
        string_agg(concat_ws(':', kind, name, in_head, in_abstract, coalesce(cast(devices as varchar), '')), ';' order by kind, name)
            as tags
    from {{ ref('int_works__tags') }}
    where entity = 'papers'
    group by work_key
)

select
    papers.listed_by, papers.snapshot_id, papers.vintage,
    papers.title_key as title,
    papers.venue, papers.year,
    papers.outcome as status,
    case when papers.author_count > 0 then repeat('-;', papers.author_count - 1) || '-' end as authors,
    case
        when slots.cells is not null
            then array_to_string(list_transform(range(1, papers.slot_count + 1), lambda slot: coalesce(slots.cells[slot], '')), ';')
    end as affiliations,
    tags.tags, papers.track, papers.affiliations_are
from {{ ref('int_papers') }} as papers
left join slots on papers.paper_key = slots.paper_key
left join tags on papers.paper_key = tags.paper_key
where papers.source = 'lists' and papers.is_latest and papers.outcome in ('accepted', 'workshop') and papers.venue is not null
