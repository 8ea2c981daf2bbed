with printed as (
    select distinct unnest(affiliations) as affiliation
    from {{ ref('papers') }}
),

companies as (
    select affiliation, list_sort(list(company)) as companies
    from {{ ref('int_affiliations__companies') }}
    group by affiliation
)

select
    printed.affiliation, classified.sectors, classified.organisation, classified.country_code,
    classified.evidence, classified.confidence, companies.companies
from printed
inner join {{ ref('int_affiliations') }} as classified on printed.affiliation = classified.affiliation
left join companies on printed.affiliation = companies.affiliation
