-- Where a string holds an entry of the dictionary: the longest entry at each place.
with strings as (
    select
        affiliation_id,
        ', ' || parts || ' ,' as marked,
        {{ words(normalise_words('parts')) }} as string_words
    from {{ ref('int_affiliations__normalised') }}
),

tokens as (
    {{ unnest_triples('strings', 'affiliation_id', 'string_words') }}
),

vocabulary as (
    select distinct word from tokens
),

names as (
    select
        entry_id,
        scope,
        priority,
        kind,
        name,
        word_count,
        anchor_word,
        anchor_second,
        anchor_third,
        anchor_place - 1 as words_before,
        is_found_by_anchor
    from {{ ref('int_organisation_names') }}
),

-- Keywords inside a word are looked for once in each distinct word.
inside_words as (
    select vocabulary.word, names.entry_id, names.priority, names.kind
    from vocabulary
    inner join names
        on
            (names.scope = 'start' and starts_with(vocabulary.word, names.name))
            or (names.scope = 'inside' and {{ contains('vocabulary.word', 'names.name') }})
),

{% set columns = 'tokens.affiliation_id, names.entry_id, names.priority, names.kind, names.word_count, names.is_found_by_anchor' %}
candidates as (
    select tokens.affiliation_id, entry_id, priority, kind, 1 as word_count, true as is_found_by_anchor, place as first_place
    from tokens
    inner join inside_words on tokens.word = inside_words.word
    union all
    select {{ columns }}, tokens.place
    from tokens
    inner join names on tokens.word = names.anchor_word
    where names.word_count = 1 and names.scope not in ('start', 'inside')
    union all
    select {{ columns }}, tokens.place
    from tokens
    inner join names
        on tokens.word = names.anchor_word and tokens.second_word = names.anchor_second
    where names.word_count = 2
    union all
    select {{ columns }}, tokens.place - names.words_before
    from tokens
    inner join names
        on
            tokens.word = names.anchor_word
            and tokens.second_word = names.anchor_second
            and tokens.third_word = names.anchor_third
    where names.word_count >= 3 and tokens.place > names.words_before
),

-- Longer names than their anchors, and names that have to fill a part of the text, are looked at again.
examined as (
    select candidates.*
    from candidates
    inner join strings on candidates.affiliation_id = strings.affiliation_id
    inner join {{ ref('int_organisation_names') }} as names on candidates.entry_id = names.entry_id
    where
        not candidates.is_found_by_anchor
        and (
            names.word_count <= 3
            or {{ phrase('strings.string_words', 'candidates.first_place', 'names.word_count') }} = names.name_words
        )
        and case names.scope
            when 'part' then {{ contains('strings.marked', "', ' || names.name || ' ,'") }}
            when 'end' then {{ contains('strings.marked', "' ' || names.name || ' ,'") }}
            when 'first' then starts_with(strings.marked, ', ' || names.name || ' ,')
            else true
        end
),

found as (
    select affiliation_id, entry_id, priority, kind, first_place, first_place + word_count - 1 as last_place
    from candidates
    where is_found_by_anchor
    union all
    select affiliation_id, entry_id, priority, kind, first_place, first_place + word_count - 1
    from examined
),

-- An entry that another, as firm or firmer, covers is not what the string says.
covered as (
    select inner_match.affiliation_id, inner_match.entry_id, inner_match.first_place
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
