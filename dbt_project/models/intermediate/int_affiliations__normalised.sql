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
),

numbered as (
    select
        row_number() over (order by affiliation) as affiliation_id,
        affiliation,
        {{ spell_out('affiliation') }} as spelled
    from distinct_strings
)

select
    numbered.affiliation_id,
    numbered.affiliation,
    coalesce(counted.mentions, 0) as mentions,
    {{ tidy_parts('numbered.spelled') }} as parts
from numbered
left join counted on numbered.affiliation = counted.affiliation
