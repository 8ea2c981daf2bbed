-- What a reduced list says of an affiliation, in the form of int_papers__facts.
with affiliations as (
    select affiliation, count(*) as mentions, string_split(substring(affiliation, 2), '/') as field
    from {{ ref('int_papers__affiliations') }}
    where {{ is_reduced_affiliation('affiliation') }}
    group by affiliation
)

select
    affiliation, mentions,
    replace(field[1], '&', '+') as sectors,
    nullif(field[2], '') as country_code,
    nullif(field[3], '') as organisation
from affiliations
