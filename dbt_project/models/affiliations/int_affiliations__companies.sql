{{ config(materialized='view') }}

-- Companies of an affiliation, by their owner of today. ROR adds the country to names of branches.
with evidences as (
    select affiliation, unnest(string_split(evidence, ' + ')) as evidence
    from {{ ref('int_affiliations') }}
    where has_industry and sectors <> 'industry'
)

select distinct
    names.affiliation,
    coalesce(owners.owner, names.name) as company
from (
    select affiliation, regexp_replace(organisation, ' [(][^)]*[)]$', '') as name
    from {{ ref('int_affiliations') }}
    where sectors = 'industry' and organisation is not null
    union distinct
    -- "Google and Columbia University" has the company in its evidence, whichever of both leads.
    select evidences.affiliation, aliases.organisation
    from evidences
    inner join {{ ref('organisation_alias') }} as aliases
        on evidences.evidence = 'alias:' || lower(aliases.alias) and aliases.sector = 'industry'
) as names
left join {{ ref('organization_owner') }} as owners on names.name = owners.organization
