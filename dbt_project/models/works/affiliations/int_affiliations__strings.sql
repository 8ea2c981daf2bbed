-- Each distinct affiliation string with the number of times that papers print it. Labelled strings and
-- the strings of `make classify` are classified too, but count no mention.
with strings as (
    select affiliation, 1 as mentions from {{ ref('int_papers__affiliations') }}
    union all
    select affiliation, 0 from {{ ref('int_affiliations__labels') }}
    {% if env_var('COMPUTE_DIVIDE_STRINGS', '') -%}
    union all
    select affiliation, 0 from {{ ref('stg_command_line__strings') }} where affiliation is not null
    {%- endif %}
),

counted as (
    select affiliation, sum(mentions) as mentions
    from strings
    group by affiliation
),

-- The words of a string after glued words are divided and abbreviations are written out. They are used only if the
-- rules find no sector for the string, and the rules find one for each string with `universit`.
divided as (
    select distinct {{ second_reading('affiliation') }} as reading
    from counted
    where
        not contains(affiliation, 'niversit')
        and regexp_matches(affiliation, '[a-z][A-Z]|[A-Z]{3}[a-z]|[0-9][A-Z]|[A-Za-z][0-9]|[a-z][.]')
)

select {{ text_id('affiliation') }} as affiliation_id, affiliation, mentions, true as is_printed
from counted
union all
select {{ text_id('divided.reading') }}, divided.reading, 0, false
from divided
left join counted on divided.reading = counted.affiliation
where counted.affiliation is null
