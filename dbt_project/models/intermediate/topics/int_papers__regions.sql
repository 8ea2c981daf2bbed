select distinct
    mentions.paper_id,
    coalesce(regions.region, 'elsewhere') as region
from {{ ref('int_papers__affiliations') }} as mentions
inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
left join {{ ref('country_region') }} as regions on affiliations.country_code = regions.country
where affiliations.country_code is not null
