-- The dictionary says what a printed affiliation names, and a reduced list states it.
with by_author as (
    select
        paper_key,
        by_author,
        learners,
        unnest(range(1, len(by_author) + 1)) as slot
    from {{ ref('int_listings') }}
),

printed as (
    select
        paper_key,
        slot,
        list_contains(learners, slot) as is_learner,
        unnest(by_author[slot]) as affiliation
    from by_author
),

mentions as (
    select
        printed.paper_key,
        printed.slot,
        printed.is_learner,
        printed.affiliation,
        named.organisation,
        named.companies,
        named.country_code,
        null as string,
        string_split(nullif(named.sectors, 'unknown'), '+') as sectors
    from printed
    inner join {{ ref('int_affiliations') }} as named on printed.affiliation = named.affiliation
    union all
    select
        paper_key,
        mention.slot,
        list_contains(learners, mention.slot),
        null,
        mention.organisation,
        case when mention.organisation is not null and mention.sectors = ['industry'] then [mention.organisation] end,
        mention.country,
        mention.string,
        mention.sectors
    from (select paper_key, learners, unnest(mentions) as mention from {{ ref('int_listings') }}) as reduced
)

select
    * replace (coalesce(sectors, []) as sectors),
    coalesce(list_contains(sectors, 'academia'), false) as has_academia,
    coalesce(list_contains(sectors, 'industry'), false) as has_industry,
    coalesce(list_has_any(sectors, ['government', 'nonprofit', 'other']), false) as has_other
from mentions
