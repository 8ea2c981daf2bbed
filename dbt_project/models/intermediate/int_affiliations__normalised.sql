-- Each distinct affiliation string once, with its text as the dictionary is written.
with strings as (
    select affiliation from {{ ref('int_papers__affiliations') }}
    union all
    select affiliation from {{ ref('stg_raw__strings') }}
),

-- Strings of a user's file are no mentions.
counted as (
    select affiliation, count(*) as mentions
    from {{ ref('int_papers__affiliations') }}
    group by affiliation
),

distinct_strings as (
    select distinct affiliation from strings
)

select
    row_number() over (order by distinct_strings.affiliation) as affiliation_id,
    distinct_strings.affiliation,
    coalesce(counted.mentions, 0) as mentions,
    {{ normalise_parts('distinct_strings.affiliation') }} as parts
from distinct_strings
left join counted on distinct_strings.affiliation = counted.affiliation
