with lists as (
    select paper_key, string_split(case when replace(email, ';', '') != '' then email else aff_domain end, ';') as domains
    from {{ ref('stg_papercopilot__papers') }}
),

slots as (
    select paper_key, domains, unnest(range(1, len(domains) + 1)) as slot
    from lists
),

printed_domains as (
    select paper_key, slot, lower(trim(domains[slot])) as domain
    from slots
),

-- If an author has several affiliations, the owner of an address is ambiguous.
sole_affiliations as (
    select paper_key, slot, min(affiliation) as affiliation
    from {{ ref('int_papers__affiliations') }}
    group by paper_key, slot
    having count(*) = 1
)

select
    sole_affiliations.affiliation, printed_domains.domain,
    count(*) as mentions,
    strings.mentions as all_mentions,
    classified.sectors, classified.step
from printed_domains
inner join sole_affiliations
    on printed_domains.paper_key = sole_affiliations.paper_key and printed_domains.slot = sole_affiliations.slot
inner join {{ ref('int_affiliations__strings') }} as strings on sole_affiliations.affiliation = strings.affiliation
inner join {{ ref('int_affiliations__classified') }} as classified
    on sole_affiliations.affiliation = classified.affiliation
where printed_domains.domain != ''
group by all
