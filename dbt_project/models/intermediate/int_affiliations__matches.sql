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

-- Keywords inside a word are looked for once in each distinct word.
inside_words as (
    select vocabulary.word, names.entry_id
    from vocabulary
    inner join {{ ref('int_organisation_names') }} as names
        on
            (names.scope = 'start' and starts_with(vocabulary.word, names.name))
            or (names.scope = 'inside' and {{ contains('vocabulary.word', 'names.name') }})
),

whole_names as (
    select entry_id, word_count, anchor_word, anchor_second, anchor_third, anchor_place
    from {{ ref('int_organisation_names') }}
    where scope not in ('start', 'inside')
),

candidates as (
    select tokens.affiliation_id, inside_words.entry_id, tokens.place as first_place
    from tokens
    inner join inside_words on tokens.word = inside_words.word
    union all
    select tokens.affiliation_id, whole_names.entry_id, tokens.place
    from tokens
    inner join whole_names on tokens.word = whole_names.anchor_word
    where whole_names.word_count = 1
    union all
    select tokens.affiliation_id, whole_names.entry_id, tokens.place
    from tokens
    inner join whole_names
        on tokens.word = whole_names.anchor_word and tokens.second_word = whole_names.anchor_second
    where whole_names.word_count = 2
    union all
    select tokens.affiliation_id, whole_names.entry_id, tokens.place - whole_names.anchor_place + 1
    from tokens
    inner join whole_names
        on
            tokens.word = whole_names.anchor_word
            and tokens.second_word = whole_names.anchor_second
            and tokens.third_word = whole_names.anchor_third
    where whole_names.word_count >= 3 and tokens.place >= whole_names.anchor_place
),

located as (
    select
        candidates.affiliation_id,
        candidates.entry_id,
        names.priority,
        names.kind,
        names.name,
        names.name_words,
        names.scope,
        names.word_count,
        candidates.first_place,
        candidates.first_place + names.word_count - 1 as last_place
    from candidates
    inner join {{ ref('int_organisation_names') }} as names on candidates.entry_id = names.entry_id
),

settled as (
    select affiliation_id, entry_id, priority, kind, first_place, last_place
    from located
    where word_count <= 3 and scope in ('word', 'start', 'inside')
),

-- Longer names than their anchors, and names that have to fill a part of the text.
examined as (
    select
        located.affiliation_id,
        located.entry_id,
        located.priority,
        located.kind,
        located.first_place,
        located.last_place
    from located
    inner join strings on located.affiliation_id = strings.affiliation_id
    where
        not (located.word_count <= 3 and located.scope in ('word', 'start', 'inside'))
        and (
            located.word_count <= 3
            or {{ phrase('strings.string_words', 'located.first_place', 'located.word_count') }} = located.name_words
        )
        and case located.scope
            when 'part' then {{ contains('strings.marked', "', ' || located.name || ' ,'") }}
            when 'end' then {{ contains('strings.marked', "' ' || located.name || ' ,'") }}
            when 'first' then starts_with(strings.marked, ', ' || located.name || ' ,')
            else true
        end
),

found as (
    select * from settled
    union all
    select * from examined
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
