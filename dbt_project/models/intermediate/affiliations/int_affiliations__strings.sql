{{ config(materialized="view") }}

-- Each distinct affiliation string, and how often papers print it. Strings of a user's file and
-- labelled ones are no mentions.
with strings as (
    select affiliation, 1 as mentions from {{ ref('int_papers__affiliations') }}
    union all
    select affiliation, 0 from {{ ref('stg_raw__strings') }} where affiliation is not null
    union all
    select affiliation, 0 from {{ ref('int_affiliations__labels') }}
)

select {{ text_key('affiliation') }} as affiliation_id, affiliation, sum(mentions) as mentions
from strings
group by affiliation
