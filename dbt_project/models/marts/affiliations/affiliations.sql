with printed as (
    select distinct unnest(affiliations) as affiliation
    from {{ ref('papers') }}
),

-- Firms count for their owner of today.
companies as (
    select
        named.affiliation,
        list_sort(list(distinct coalesce(owners.owner, named.company))) as companies
    from (select affiliation, unnest(companies) as company from {{ ref('int_affiliations') }}) as named
    left join {{ ref('organization_owner') }} as owners on named.company = owners.organization
    group by named.affiliation
)

select
    printed.affiliation,
    classified.sectors,
    classified.organisation,
    classified.country_code,
    classified.evidence,
    classified.confidence,
    companies.companies
from printed
inner join {{ ref('int_affiliations') }} as classified on printed.affiliation = classified.affiliation
left join companies on printed.affiliation = companies.affiliation
