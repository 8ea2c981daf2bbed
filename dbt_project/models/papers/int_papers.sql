-- A work in several lists has the same work_id in all.
with copies as (
    select listed.* replace (coalesce(carried.aff, listed.aff) as aff), carried.paper_key is not null as is_carried
    from {{ ref('int_papers__listed') }} as listed
    left join {{ ref('int_papers__carried') }} as carried on listed.paper_key = carried.paper_key
),

listed as (
    select
        paper_id, paper_key, source, listed_by, source_rank, vintage, snapshot_id, is_latest, venue, year,
        title,
        case
            when
                regexp_matches(coalesce(status, ''), 'reject|withdraw|retract')
                or regexp_matches(lower(title), '^\[retracted\]|[(]retracted[)]')
                then 'rejected'
            when regexp_matches(coalesce(status, ''), 'workshop|invited|other track') then 'workshop'
            when {{ is_front_matter('title') }} then 'front_matter'
            else 'accepted'
        end as outcome,
        true as is_machine_learning,
        {{ author_key("split_part(author, ';', 1)") }} as author_key,
        case when length(trim(author)) > 0 then length(author) - length(replace(author, ';', '')) + 1 end as author_count,
        case when aff is not null then length(aff) - length(replace(aff, ';', '')) + 1 end as slot_count,
        doi, is_carried, track, affiliations_are,
        if({{ is_reduced('title') }}, title, {{ reduced_title('title') }}) as title_key
    from copies
),

-- Some lists print the distinct affiliations of a paper. As many affiliations as authors are a coincidence
-- there, which selects teams without a shared affiliation. A list is used only if most of its records align: the share
-- is between 0.01 and 0.67 in 14 of 150 conference lists, and 0.992 or more in all others.
lists as (
    select
        snapshot_id, venue, year,
        count(*) filter (where slot_count = author_count) * 1.0
        / nullif(count(slot_count), 0) >= 0.9 as is_aligned
    from listed
    group by snapshot_id, venue, year
),

listings as (
    select
        listed.*,
        listed.slot_count = listed.author_count and lists.is_aligned as is_aligned,
        -- Equal titles of a venue and year are one work. A DOI or an author of one listing counts for all.
        min(listed.doi) over (partition by listed.venue, listed.year, listed.title_key) as work_doi,
        max(listed.author_key) over (partition by listed.venue, listed.year, listed.title_key) as work_author
    from listed
    inner join lists
        on listed.snapshot_id = lists.snapshot_id and listed.venue = lists.venue and listed.year = lists.year
)

select
    * exclude (author_key, work_doi, work_author),
    coalesce(work_doi, title_key || ':' || coalesce(cast(year as varchar), '') || ':' || coalesce(work_author, '')) as work_id
from listings
union all by name
select
    * exclude (work_author),
    coalesce(doi, title_key || ':' || coalesce(cast(year as varchar), '') || ':' || coalesce(work_author, '')) as work_id
from {{ ref('int_papers__openalex') }}
