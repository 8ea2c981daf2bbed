{{ config(materialized="view") }}

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
)

select {{ text_key('affiliation') }} as affiliation_id, affiliation, sum(mentions) as mentions
from strings
group by affiliation
