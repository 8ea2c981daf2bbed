-- Labelled strings are classified too, but count no mention.
with strings as (
    select affiliation, 1 as mentions from {{ ref('int_papers__affiliations') }} where not {{ is_reduced_affiliation('affiliation') }}
    union all
    select affiliation, 0 from {{ ref('affiliation_label') }}
)

select affiliation, cast(sum(mentions) as bigint) as mentions
from strings
group by affiliation
