with slots as (
    {{ split_rows(ref('stg_papercopilot__papers'), 'paper_id', 'aff', ';', 'slot') }}
    where aff is not null
),

printed as (
    {{ split_rows('slots', 'paper_id, slot', 'piece', ' *[+] *', 'place') }}
),

authorships as (
    {{ unnest_positions(ref('stg_openalex__works'), 'paper_id', 'authorships', 'authorship', 'slot') }}
),

strings as (
    {{ unnest_rows('authorships', 'paper_id, slot', 'authorship.raw_affiliation_strings', 'piece') }}
),

mentions as (
    select paper_id, slot, piece from printed
    union all
    select paper_id, slot, piece from strings
)

-- Some lists print an affiliation of an author twice.
select distinct
    paper_id,
    slot,
    trim({{ replace_all('piece', '^[,; ]+|[,; ]+$', '') }}) as affiliation
from mentions
where length(trim({{ replace_all('piece', '^[,; ]+|[,; ]+$', '') }})) > 0
