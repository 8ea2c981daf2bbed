-- If an author has several affiliations, the owner of an institution is ambiguous.
with sole_affiliations as (
    select paper_key, slot, min(affiliation) as affiliation
    from {{ ref('int_papers__affiliations') }}
    group by paper_key, slot
    having count(*) = 1
),

authorships as (
    {{ unnest_positions(ref('stg_openalex__works'), 'paper_key', 'authorships', 'authorship', 'slot') }}
),

institutions as (
    {{ unnest_rows('authorships', 'paper_key, slot', 'authorship.institutions', 'institution') }}
),

-- The type of OpenAlex is not used, because it is funder for many universities.
classified_institutions as (
    select
        sole_affiliations.affiliation,
        sole_affiliations.paper_key,
        sole_affiliations.slot,
        {{ joined_texts('ror_sectors.sector', '+') }} as sectors,
        min(institutions.institution.display_name) as detail
    from institutions
    inner join sole_affiliations
        on institutions.paper_key = sole_affiliations.paper_key and institutions.slot = sole_affiliations.slot
    inner join {{ ref('int_organisation_names__ror_sectors') }} as ror_sectors on institutions.institution.ror = ror_sectors.ror_id
    group by sole_affiliations.affiliation, sole_affiliations.paper_key, sole_affiliations.slot
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

-- This is the label of most models of the organisation.
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
from {{ ref('int_affiliations__addresses') }}
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
