with labelled as (
    select affiliation from {{ ref('int_affiliations__labels') }}
    union all
    select {{ second_reading('affiliation') }} from {{ ref('int_affiliations__labels') }}
)

select parts.*
from {{ ref('int_affiliations__comma_parts') }} as parts
inner join {{ ref('int_affiliations__strings') }} as strings on parts.affiliation_id = strings.affiliation_id
where strings.affiliation in (select affiliation from labelled)
