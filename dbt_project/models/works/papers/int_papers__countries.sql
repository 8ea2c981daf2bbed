with stated as (
    select distinct mentions.paper_key, affiliations.country_code as country
    from {{ ref('int_papers__affiliations') }} as mentions
    inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
    where affiliations.country_code is not null
)

select paper_key, country, 1.0 / count(*) over (partition by paper_key) as part
from stated
