with lists as (
    select paper_id, case when replace(email, ';', '') != '' then email else aff_domain end as domains
    from {{ ref('stg_papercopilot__papers') }}
),

printed_domains as (
    {{ split_rows('lists', 'paper_id', 'domains', ';', 'slot') }}
    where domains is not null
),

-- With several affiliations of an author, the owner of an address or institution is ambiguous.
sole_affiliations as (
    select paper_id, slot, min(affiliation) as affiliation
    from {{ ref('int_papers__affiliations') }}
    group by paper_id, slot
    having count(*) = 1
),

addresses as (
    select sole_affiliations.affiliation, lower(trim(printed_domains.piece)) as domain, count(*) as mentions
    from printed_domains
    inner join sole_affiliations
        on printed_domains.paper_id = sole_affiliations.paper_id and printed_domains.slot = sole_affiliations.slot
    where trim(printed_domains.piece) != ''
    group by sole_affiliations.affiliation, lower(trim(printed_domains.piece))
),

registered as (
    {{ unnest_rows(ref('stg_ror__organizations'), 'ror_id, types', 'domains', 'domain') }}
    where status = 'active'
),

ror_types as (
    {{ unnest_rows(ref('stg_ror__organizations'), 'ror_id', 'types', 'ror_type') }}
),

-- The type of the highest priority decides for an organisation of several types, as in the dictionary.
ror_sectors as (
    select
        ror_types.ror_id,
        sectors.sector,
        row_number() over (
            partition by ror_types.ror_id order by sectors.priority, sectors.sector, ror_types.ror_type
        ) as choice
    from ror_types
    inner join {{ ref('ror_type_sector') }} as sectors on lower(ror_types.ror_type) = sectors.ror_type
),

-- A domain that organisations of two sectors register is ambiguous.
owners as (
    select lower(registered.domain) as domain, min(ror_sectors.sector) as sector
    from registered
    inner join ror_sectors on registered.ror_id = ror_sectors.ror_id and ror_sectors.choice = 1
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
                when {{ matches('addresses.domain', "'(^|[.])edu([.][a-z]{2})?$'") }} then 'academia'
                -- Institutes of the Chinese Academy of Sciences use ac.cn.
                when {{ matches('addresses.domain', "'[.]ac[.][a-z]{2}$'") }} and addresses.domain not like '%.ac.cn'
                    then 'academia'
                when {{ matches('addresses.domain', "'(^|[.])(gov|mil)([.][a-z]{2})?$'") }} then 'government'
            end
        ) as sector
    from addresses
    left join owners as own on addresses.domain = own.domain
    left join owners as three on {{ domain_end('addresses.domain', 3) }} = three.domain
    left join owners as two on {{ domain_end('addresses.domain', 2) }} = two.domain
),

authorships as (
    {{ unnest_positions(ref('stg_openalex__works'), 'paper_id', 'authorships', 'authorship', 'slot') }}
),

institutions as (
    {{ unnest_rows('authorships', 'paper_id, slot', 'authorship.institutions', 'institution') }}
),

-- The type by OpenAlex is not used: it is funder for many universities.
classified_institutions as (
    select
        sole_affiliations.affiliation,
        sole_affiliations.paper_id,
        sole_affiliations.slot,
        {{ joined_texts('ror_sectors.sector', '+') }} as sectors,
        min(institutions.institution.display_name) as detail
    from institutions
    inner join sole_affiliations
        on institutions.paper_id = sole_affiliations.paper_id and institutions.slot = sole_affiliations.slot
    inner join ror_sectors on institutions.institution.ror = ror_sectors.ror_id and ror_sectors.choice = 1
    group by sole_affiliations.affiliation, sole_affiliations.paper_id, sole_affiliations.slot
),

-- The label of a model is that of its organisation only if the model has one organisation.
single_organizations as (
    select model_id, min(organization_key) as organization_key, min(organization) as organization
    from {{ ref('int_models__organizations') }}
    group by model_id
    having count(*) = 1
),

model_sectors as (
    select model_id, {{ joined_texts('sector', '+') }} as sectors
    from {{ ref('int_models__sectors') }}
    where sector is not null
    group by model_id
),

-- The label of most models of the organisation.
labelled_organizations as (
    select
        single_organizations.organization_key,
        model_sectors.sectors,
        min(single_organizations.organization) as organization,
        row_number() over (
            partition by single_organizations.organization_key order by count(*) desc, model_sectors.sectors
        ) as choice
    from single_organizations
    inner join model_sectors on single_organizations.model_id = model_sectors.model_id
    group by single_organizations.organization_key, model_sectors.sectors
),

named as (
    select affiliation, mentions, {{ organization_key('organisation') }} as organization_key
    from {{ ref('int_affiliations') }}
    where organisation is not null and mentions > 0
)

select affiliation, 'e-mail domain' as kind, sector as sectors, min(domain) as detail, sum(mentions) as mentions
from classified_addresses
where sector is not null
group by affiliation, sector
union all
select affiliation, 'OpenAlex institution', sectors, min(detail), count(*)
from classified_institutions
group by affiliation, sectors
union all
select named.affiliation, 'Epoch label', labelled.sectors, labelled.organization, named.mentions
from named
inner join labelled_organizations as labelled
    on named.organization_key = labelled.organization_key and labelled.choice = 1
