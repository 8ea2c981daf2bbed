{% set marks_at_an_end = '^[,; ]+|[,; ]+$' %}

with slots as (
    {{ split_rows(ref('stg_papercopilot__papers'), 'paper_key', 'aff', ';', 'slot') }}
    where aff is not null
),

printed as (
    {{ split_rows('slots', 'paper_key, slot', 'piece', ' *[+] *', 'place') }}
),

authorships as (
    {{ unnest_positions(ref('stg_openalex__works'), 'paper_key', 'authorships', 'authorship', 'slot') }}
),

-- Each author has a row here, and its strings are compared within the row, because a comparison over all
-- authors needs memory for all strings.
strings as (
    {{ unnest_rows(
        'authorships', 'paper_key, slot',
        distinct_without('authorship.raw_affiliation_strings', marks_at_an_end), 'affiliation'
    ) }}
)

-- Some lists print an affiliation of an author twice.
select distinct
    paper_key,
    slot,
    {{ replace_all('piece', marks_at_an_end, '') }} as affiliation
from printed
where length({{ replace_all('piece', marks_at_an_end, '') }}) > 0
union all
select paper_key, slot, affiliation
from strings
where length(affiliation) > 0
