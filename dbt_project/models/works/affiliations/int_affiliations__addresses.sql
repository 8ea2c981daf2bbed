with lists as (
    select paper_key, string_split(case when replace(email, ';', '') != '' then email else aff_domain end, ';') as domains
    from {{ ref('stg_papercopilot__papers') }}
),

slots as (
    select paper_key, domains, unnest(range(1, array_length(domains) + 1)) as slot
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
),

addresses as (
    select sole_affiliations.affiliation, printed_domains.domain, count(*) as mentions
    from printed_domains
    inner join sole_affiliations
        on printed_domains.paper_key = sole_affiliations.paper_key and printed_domains.slot = sole_affiliations.slot
    where printed_domains.domain != ''
    group by sole_affiliations.affiliation, printed_domains.domain
),

registered as (
    select ror_id, unnest(domains) as domain
    from {{ ref('stg_ror__organizations') }}
    where status = 'active'
),

-- A domain that organisations of two sectors register is ambiguous.
owners as (
    select lower(registered.domain) as domain, min(ror_sectors.sector) as sector
    from registered
    inner join {{ ref('int_organisation_names__ror_sectors') }} as ror_sectors on registered.ror_id = ror_sectors.ror_id
    group by lower(registered.domain)
    having count(distinct ror_sectors.sector) = 1
),

-- The registration of a domain decides before that of the domain above, and both before the ending.
classified_addresses as (
    select
        addresses.affiliation,
        addresses.domain,
        addresses.mentions,
        coalesce(
            own.sector,
            three.sector,
            two.sector,
            case
                when regexp_matches(addresses.domain, '(^|[.])edu([.][a-z]{2})?$') then 'academia'
                -- Institutes of the Chinese Academy of Sciences use ac.cn.
                when regexp_matches(addresses.domain, '[.]ac[.][a-z]{2}$') and addresses.domain not like '%.ac.cn'
                    then 'academia'
                when regexp_matches(addresses.domain, '(^|[.])(gov|mil)([.][a-z]{2})?$') then 'government'
            end
        ) as sector
    from addresses
    left join owners as own on addresses.domain = own.domain
    left join owners as three on regexp_extract(addresses.domain, '([^.]*[.]){0,2}[^.]*$', 0) = three.domain
    left join owners as two on regexp_extract(addresses.domain, '([^.]*[.])?[^.]*$', 0) = two.domain
)

select affiliation, domain, sector, mentions
from classified_addresses
where sector is not null
