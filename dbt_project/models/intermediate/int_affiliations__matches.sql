-- Where a string holds an entry of the dictionary: the longest entry at each place.
with strings as (
    select
        affiliation_id,
        ', ' || parts || ' ,' as marked,
        {{ words(normalise_words('parts')) }} as string_words
    from {{ ref('int_affiliations__normalised') }}
),

tokens as (
    {{ unnest_positions('strings', 'affiliation_id', 'string_words', 'word', 'place') }}
),

vocabulary as (
    select distinct word from tokens
),

names as (
    select * from {{ ref('int_organisation_names') }}
),

-- Keywords inside a word are looked for once in each distinct word.
anchored as (
    select anchor as word, entry_id from names
    where scope not in ('start', 'inside')
    union all
    select vocabulary.word, names.entry_id
    from vocabulary
    inner join names on names.scope = 'start' and starts_with(vocabulary.word, names.name)
    union all
    select vocabulary.word, names.entry_id
    from vocabulary
    inner join names on names.scope = 'inside' and {{ contains('vocabulary.word', 'names.name') }}
),

candidates as (
    select
        tokens.affiliation_id,
        names.entry_id,
        names.name,
        names.scope,
        names.priority,
        names.kind,
        names.word_count,
        tokens.place - names.anchor_place + 1 as first_place
    from tokens
    inner join anchored on tokens.word = anchored.word
    inner join names on anchored.entry_id = names.entry_id
    where tokens.place >= names.anchor_place
),

found as (
    select
        candidates.affiliation_id,
        candidates.entry_id,
        candidates.priority,
        candidates.kind,
        candidates.first_place,
        candidates.first_place + candidates.word_count - 1 as last_place
    from candidates
    inner join strings on candidates.affiliation_id = strings.affiliation_id
    where
        case
            when candidates.word_count = 1 then true
            else {{ phrase('strings.string_words', 'candidates.first_place', 'candidates.word_count') }} = candidates.name
        end
        and case candidates.scope
            when 'part' then {{ contains('strings.marked', "', ' || candidates.name || ' ,'") }}
            when 'end' then {{ contains('strings.marked', "' ' || candidates.name || ' ,'") }}
            when 'first' then starts_with(strings.marked, ', ' || candidates.name || ' ,')
            else true
        end
),

-- An entry that another, as firm or firmer, covers is not what the string says.
covered as (
    select distinct inner_match.affiliation_id, inner_match.entry_id, inner_match.first_place
    from found as inner_match
    inner join found as outer_match
        on
            inner_match.affiliation_id = outer_match.affiliation_id
            and outer_match.first_place <= inner_match.first_place
            and outer_match.last_place >= inner_match.last_place
    where
        outer_match.priority <= inner_match.priority
        and (
            outer_match.last_place - outer_match.first_place > inner_match.last_place - inner_match.first_place
            or (
                outer_match.last_place - outer_match.first_place = inner_match.last_place - inner_match.first_place
                and outer_match.kind < inner_match.kind
            )
        )
)

select found.affiliation_id, found.entry_id, found.first_place, found.last_place
from found
left join covered
    on
        found.affiliation_id = covered.affiliation_id
        and found.entry_id = covered.entry_id
        and found.first_place = covered.first_place
where covered.affiliation_id is null
