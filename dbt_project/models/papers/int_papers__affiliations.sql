{% set countries = [
    'Argentina', 'Australia', 'Austria', 'Bangladesh', 'Belgium', 'Brazil', 'Canada', 'Chile', 'China',
    'Colombia', 'Cyprus', 'Czech Republic', 'Czechia', 'Denmark', 'Egypt', 'Estonia', 'Finland', 'France',
    'Germany', 'Greece', 'Hong Kong', 'Hungary', 'India', 'Indonesia', 'Iran', 'Ireland', 'Israel', 'Italy',
    'Japan', 'Luxembourg', 'Macao', 'Macau', 'Malaysia', 'Mexico', 'Netherlands', 'New Zealand', 'Norway',
    'Pakistan', 'Poland', 'Portugal', 'Qatar', 'Republic of Korea', 'Romania', 'Russia', 'Saudi Arabia', 'Serbia',
    'Singapore', 'Slovenia', 'South Africa', 'South Korea', 'Spain', 'Sri Lanka', 'Sweden', 'Switzerland',
    'Taiwan', 'Thailand', 'Turkey', 'UK', 'USA', 'Ukraine', 'United Arab Emirates', 'United Kingdom',
    'United States', 'Vietnam'
] %}

with cells as (
    select listed.paper_key, string_split(coalesce(carried.aff, listed.aff), ';') as printed
    from {{ ref('int_papers__listed') }} as listed
    left join {{ ref('int_papers__carried') }} as carried on listed.paper_key = carried.paper_key
),

cell_slots as (
    select paper_key, printed, unnest(range(1, array_length(printed) + 1)) as slot
    from cells
),

pieces as (
    select
        paper_key, slot,
        -- An `and` after a country joins two institutions: `Tsinghua University, Beijing, China and Google, USA`.
        unnest(string_split_regex(
            regexp_replace(printed[slot], '(, ({{ countries | join('|') }})),? and ', '\1+', 'g'), ' *[+] *'
        )) as piece
    from cell_slots
),

lists as (
    select paper_key, list_transform(authorships, lambda author: author.raw_affiliation_strings) as printed
    from {{ ref('stg_openalex__works') }}
),

list_slots as (
    select paper_key, printed, unnest(range(1, array_length(printed) + 1)) as slot
    from lists
),

-- Each author has a row here, and its strings are compared within the row, because a comparison over all
-- authors needs memory for all strings.
strings as (
    select
        paper_key, slot,
        unnest(list_distinct(list_transform(
            printed[slot], lambda text: regexp_replace(text, '^[,; ]+|[,; ]+$', '', 'g')
        ))) as affiliation
    from list_slots
)

-- Some lists print an affiliation of an author twice.
select distinct
    paper_key, slot,
    regexp_replace(piece, '^[,; ]+|[,; ]+$', '', 'g') as affiliation
from pieces
where length(regexp_replace(piece, '^[,; ]+|[,; ]+$', '', 'g')) > 0
union all
select paper_key, slot, affiliation
from strings
where length(affiliation) > 0
