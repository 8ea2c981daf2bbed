-- Each distinct affiliation string once, with its text as the dictionary is written.
with strings as (
    select affiliation from {{ ref('int_papers__affiliations') }}
    union all
    select affiliation from {{ ref('stg_raw__strings') }}
    union all
    select affiliation from {{ ref('int_affiliations__labels') }}
),

-- Strings of a user's file and labelled ones are no mentions.
counted as (
    select affiliation, count(*) as mentions
    from {{ ref('int_papers__affiliations') }}
    group by affiliation
),

distinct_strings as (
    select distinct affiliation from strings
),

spelled as (
    select affiliation, {{ spell_out('affiliation') }} as spelled
    from distinct_strings
),

tidied as (
    select affiliation, {{ tidy_parts('spelled') }} as parts
    from spelled
)

select
    row_number() over (order by tidied.affiliation) as affiliation_id,
    tidied.affiliation,
    coalesce(counted.mentions, 0) as mentions,
    tidied.parts
from tidied
left join counted on tidied.affiliation = counted.affiliation
