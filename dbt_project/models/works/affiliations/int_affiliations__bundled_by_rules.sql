with strings as (
    select * from {{ ref('int_affiliations__strings') }}
    where affiliation_id in (select affiliation_id from {{ ref('int_affiliations__labelled_parts') }})
)

select *
from ({{ classified_affiliations(
    'strings',
    ref('int_affiliations__labelled_parts'),
    ref('int_affiliations__bundled_matches'),
    ref('int_affiliations__bundled_cross_part_matches'),
    ref('int_organisation_names')
) }}) as classified
