-- A work in several lists has the same work_id in all.
with cells as (
    select
        * exclude (source, keywords, abstract, tags),
        if(source = 'lists', 2, 1) as source_rank
    from {{ ref('stg_lists__papers') }}
    union all by name
    select
        * exclude (keywords, abstract),
        2 as source_rank
    from {{ ref('stg_papercopilot__papers') }}
),

-- Of the listings of a work, a smaller rank counts first: 1 for the publisher of the papers, 2 for a copy.
listed as (
    select
        paper_id,
        paper_key,
        listed_by,
        source_rank,
        vintage,
        snapshot_id,
        is_latest,
        year,
        title,
        doi,
        track,
        affiliations_are,
        {{ present_key('venue') }} as venue,
        {{ title_key('title') }} as title_key,
        case
            when
                regexp_matches(coalesce(status, ''), 'reject|withdraw|retract')
                or regexp_matches(lower(title), '^\[retracted\]|[(]retracted[)]')
                then 'rejected'
            when regexp_matches(coalesce(status, ''), 'workshop|invited|other track') then 'workshop'
            when {{ is_front_matter('title') }} then 'front_matter'
            else 'accepted'
        end as outcome,
        {{ author_key("split_part(authors, ';', 1)") }} as author_key,
        case when length(trim(authors)) > 0 then len(string_split(authors, ';')) end as author_count,
        len(string_split(positions, ';')) = len(string_split(affiliations, ';')) as has_positions,
        {{ affiliations_by_author('affiliations', 'has_positions') }} as by_author,
        len(by_author) as slot_count,
        case when has_positions then {{ learners('positions') }} end as learners,
        crawled,
        null as mentions
    from cells
    union all by name
    select
        paper_id,
        paper_key,
        listed_by,
        vintage,
        snapshot_id,
        is_latest,
        year,
        title_key,
        outcome,
        author_count,
        slot_count,
        mentions,
        learners,
        crawled,
        track,
        affiliations_are,
        2 as source_rank,
        {{ present_key('venue') }} as venue
    from {{ ref('stg_reduced__papers') }}
),

-- A later copy of a list may have lost an affiliation, and then the last known one stays. A profile of an author
-- changes with the employer, so the first copy of such a list counts. Only lists with several copies are compared.
copies as (
    select
        listed_by,
        venue,
        year,
        title_key,
        vintage,
        paper_key,
        coalesce(affiliations_are = 'profile', false) as is_profile,
        if(len(flatten(by_author)) > 0 or len(mentions) > 0, paper_key, null) as known_key
    from listed
    qualify count(distinct snapshot_id) over (partition by listed_by, venue, year) > 1
),

kept as (
    select
        paper_key,
        if(
            is_profile,
            first_value(known_key ignore nulls) over copies_so_far,
            last_value(known_key ignore nulls) over copies_so_far
        ) as kept_key
    from copies
    window copies_so_far as (
        partition by listed_by, venue, year, title_key
        order by vintage, paper_key
        rows between unbounded preceding and current row
    )
),

carried as (
    select
        kept.paper_key,
        copy.by_author,
        copy.mentions,
        copy.slot_count,
        copy.learners,
        copy.crawled,
        copy.affiliations_are
    from kept
    inner join listed as own on kept.paper_key = own.paper_key
    inner join listed as copy on kept.kept_key = copy.paper_key
    where own.by_author is distinct from copy.by_author or own.mentions is distinct from copy.mentions
),

known as (
    select
        listed.* exclude (has_positions, by_author, mentions, slot_count, learners, crawled, affiliations_are),
        carried.paper_key is not null as is_carried,
        -- What this copy of the list has itself.
        if(is_carried, listed.by_author, null) as own_by_author,
        if(is_carried, listed.mentions, null) as own_mentions,
        if(is_carried, carried.by_author, listed.by_author) as by_author,
        if(is_carried, carried.mentions, listed.mentions) as mentions,
        if(is_carried, carried.slot_count, listed.slot_count) as slot_count,
        if(is_carried, carried.learners, listed.learners) as learners,
        if(is_carried, carried.crawled, listed.crawled) as crawled,
        if(is_carried, carried.affiliations_are, listed.affiliations_are) as affiliations_are
    from listed
    left join carried on listed.paper_key = carried.paper_key
),

-- Some lists print the distinct affiliations of a paper. As many affiliations as authors are a coincidence
-- there, which selects teams without a shared affiliation. A list is used only if most of its records align: the share
-- is between 0.01 and 0.67 in 14 of 150 conference lists, and 0.992 or more in all others.
lists as (
    select
        snapshot_id,
        venue,
        year,
        count(*) filter (where slot_count = author_count) * 1.0
        / nullif(count(slot_count), 0) >= 0.9 as is_aligned
    from known
    group by snapshot_id, venue, year
),

-- Equal titles of a venue and year are one work. A DOI, an author or a track of one listing counts for all.
titles as (
    select
        venue,
        year,
        title_key,
        min(doi) as work_doi,
        max(track) as work_track,
        max(author_key) as work_author
    from known
    group by venue, year, title_key
),

listings as (
    select
        known.* exclude (author_key, track),
        'lists' as source,
        true as is_machine_learning,
        known.slot_count = known.author_count and lists.is_aligned as is_aligned,
        coalesce(known.track, titles.work_track) as track,
        titles.work_doi,
        titles.work_author
    from known
    inner join titles
        on
            known.venue = titles.venue
            and known.year = titles.year
            and known.title_key is not distinct from titles.title_key
    inner join lists
        on known.snapshot_id = lists.snapshot_id and known.venue = lists.venue and known.year = lists.year
    union all by name
    -- OpenAlex is asked for the papers of lists. Its own names of venues are many.
    select
        works.paper_id,
        works.paper_key,
        works.source,
        works.vintage,
        works.snapshot_id,
        works.is_latest,
        works.year,
        works.title,
        works.is_machine_learning,
        works.author_count,
        works.doi,
        works.is_aligned,
        works.source as listed_by,
        coalesce(list_venues.venue, works.venue) as venue,
        case
            when works.is_retracted then 'rejected'
            when {{ is_front_matter('works.title') }} then 'front_matter'
            else 'accepted'
        end as outcome,
        {{ title_key('works.title') }} as title_key,
        works.affiliations as by_author,
        works.doi as work_doi,
        {{ author_key('works.first_author') }} as work_author
    from {{ ref('stg_openalex__works') }} as works
    left join (
        select
            doi,
            min(venue) as venue
        from listed
        where doi is not null
        group by doi
    ) as list_venues on works.doi = list_venues.doi
)

select
    * exclude (work_doi, work_author),
    coalesce(work_doi, concat('key:', title_key, ':', year, ':', work_author)) as work_id
from listings
