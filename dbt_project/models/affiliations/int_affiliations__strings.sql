-- Labelled strings and the organisations of models are classified too, but count no mention.
with strings as (
    select affiliation, 1 as mentions from {{ ref('int_papers__affiliations') }} where not {{ is_reduced_affiliation('affiliation') }}
    union all
    select affiliation, 0 from {{ ref('affiliation_label') }}
    union all
    select distinct organization, 0 from {{ ref('int_models__organizations') }}
)

select affiliation, cast(sum(mentions) as bigint) as mentions
from strings
group by affiliation
