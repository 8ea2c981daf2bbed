with candidates as (
    select * from {{ ref('int_affiliations__cross_part_candidates') }}
    where
        affiliation_id in (select affiliation_id from {{ ref('int_affiliations__labelled_parts') }})
        and entry_id in (select entry_id from {{ ref('int_organisation_names') }} where kind in ('alias', 'keyword'))
)

select *
from ({{ cross_part_matches(
    'candidates',
    ref('int_organisation_names__pairs'),
    ref('int_affiliations__normalised'),
    ref('int_affiliations__bundled_matches')
) }}) as matches
