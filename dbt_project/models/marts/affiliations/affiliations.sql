with printed as (
    select distinct unnest(affiliations) as affiliation
    from {{ ref('papers') }}
)

select
    printed.affiliation, classified.sectors, classified.organisation, classified.country_code,
    classified.evidence, classified.confidence
from printed
inner join {{ ref('int_affiliations') }} as classified on printed.affiliation = classified.affiliation
