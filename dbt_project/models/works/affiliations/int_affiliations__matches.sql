-- The entries of the dictionary in the parts of affiliations.
with printed as (
    select unnest(string_split({{ normalise_words('parts') }}, ' ')) as word
    from {{ ref('int_affiliations__normalised') }}
),

-- The search for keywords inside words reads each distinct word once.
vocabulary as (
    select distinct word from printed
),

inside_words as (
    select hash(vocabulary.word) as word_key, names.entry_id, names.priority, names.kind
    from vocabulary
    inner join {{ ref('int_organisation_names') }} as names on starts_with(vocabulary.word, names.name)
    where names.scope = 'start'
    union all
    select hash(vocabulary.word), names.entry_id, names.priority, names.kind
    from vocabulary
    inner join {{ ref('int_organisation_names') }} as names on contains(vocabulary.word, names.name)
    where names.scope = 'inside'
),

candidates as (
    select
        tokens.part_id,
        inside_words.entry_id,
        inside_words.priority,
        inside_words.kind,
        1 as word_count,
        true as is_found_by_anchor,
        tokens.place as first_place
    from {{ ref('int_affiliations__words') }} as tokens
    inner join inside_words on tokens.word_key = inside_words.word_key
    union all
    select
        tokens.part_id,
        names.entry_id,
        names.priority,
        names.kind,
        names.word_count,
        names.is_found_by_anchor,
        tokens.place
    from {{ ref('int_affiliations__words') }} as tokens
    inner join {{ ref('int_organisation_names') }} as names on tokens.word_key = names.anchor_key
    where names.word_count = 1 and names.scope not in ('start', 'inside')
    union all
    select
        tokens.part_id,
        names.entry_id,
        names.priority,
        names.kind,
        names.word_count,
        names.is_found_by_anchor,
        tokens.place
    from {{ ref('int_affiliations__words') }} as tokens
    inner join {{ ref('int_organisation_names') }} as names on tokens.two_key = names.anchor_key
    where names.word_count = 2
    union all
    select
        tokens.part_id,
        names.entry_id,
        names.priority,
        names.kind,
        names.word_count,
        names.is_found_by_anchor,
        tokens.place - names.anchor_place + 1
    from {{ ref('int_affiliations__words') }} as tokens
    inner join {{ ref('int_organisation_names') }} as names on tokens.three_key = names.anchor_key
    where names.word_count >= 3 and tokens.place >= names.anchor_place
),

-- Names longer than their anchor, and names that must fill a part, need a second check. Few texts have three
-- words of a long name without the complete name.
doubtful as (
    select
        candidates.*,
        names.name,
        names.scope,
        texts.is_first,
        texts.has_capitals,
        texts.parts,
        -- After `of`, `for` or `in`, the last word of a company is a subject: `Centre for Industrial Technologies`.
        case
            when names.scope = 'end' and names.sector = 'industry'
                then regexp_replace(texts.parts, '(^| , )[^,]* (of|for|in) [^,]*', '\1', 'g')
            else texts.parts
        end as closing
    from candidates
    inner join {{ ref('int_affiliations__normalised') }} as texts on candidates.part_id = texts.part_id
    inner join {{ ref('int_organisation_names') }} as names on candidates.entry_id = names.entry_id
    where not candidates.is_found_by_anchor
),

examined as (
    select part_id, entry_id, priority, kind, word_count, first_place
    from doubtful
    where
        case scope
            when 'part' then
                contains(', ' || parts || ' ,', ', ' || name || ' ,')
                -- An unambiguous name of an organisation may be next to another: `Apple and MIT`.
                or (
                    kind = 'alias'
                    and priority = 1
                    and contains(replace(', ' || parts || ' ,', ' and ', ' , '), ', ' || name || ' ,')
                )
            -- An `end` entry closes a part, so that its words inside a name do not count. A number after a long
            -- word begins an address; a short word may be a state before its postcode: `Boulder CO 80302`.
            when 'end' then
                contains(
                    ' ' || case
                        when length(name) >= 5 then regexp_replace(closing, ' ([0-9]{3,})', ' , \1', 'g') else closing
                    end || ' ,',
                    ' ' || name || ' ,'
                )
            when 'first' then
                is_first and starts_with(parts || ' ,', name || ' ,') and (kind != 'ror acronym' or has_capitals)
            else contains(' ' || {{ normalise_words('parts') }} || ' ', ' ' || name || ' ')
        end
),

found as (
    select part_id, entry_id, priority, kind, first_place, first_place + word_count - 1 as last_place
    from candidates
    where is_found_by_anchor
    union all
    select part_id, entry_id, priority, kind, first_place, first_place + word_count - 1
    from examined
),

-- An entry does not count inside a longer one of the same or a stronger priority.
covered as (
    select inner_match.part_id, inner_match.entry_id, inner_match.first_place
    from found as inner_match
    inner join found as outer_match
        on
            inner_match.part_id = outer_match.part_id
            and outer_match.first_place <= inner_match.first_place
            and outer_match.last_place >= inner_match.last_place
    where
        outer_match.priority <= inner_match.priority
        and (
            outer_match.last_place - outer_match.first_place > inner_match.last_place - inner_match.first_place
            or (
                outer_match.last_place - outer_match.first_place = inner_match.last_place - inner_match.first_place
                -- If the same words are several entries, our alias decides before a keyword and before ROR.
                and outer_match.kind < inner_match.kind
            )
        )
),

uncovered as (
    select found.part_id, found.entry_id, found.priority, found.first_place, found.last_place
    from found
    left join covered
        on
            found.part_id = covered.part_id
            and found.entry_id = covered.entry_id
            and found.first_place = covered.first_place
    where covered.part_id is null
),

-- `and` divides a part into sides.
sided as (
    select
        uncovered.part_id,
        uncovered.entry_id,
        uncovered.priority,
        uncovered.first_place,
        sum(case when joints.place < uncovered.first_place then 1 else 0 end) as first_side,
        sum(case when joints.place < uncovered.last_place then 1 else 0 end) as last_side,
        bool_or(names.scope = 'end' and joints.place = uncovered.first_place - 1) as is_rest_of_a_list
    from uncovered
    inner join {{ ref('int_affiliations__words') }} as joints
        on uncovered.part_id = joints.part_id and joints.word_key = hash('and')
    inner join {{ ref('int_organisation_names') }} as names on uncovered.entry_id = names.entry_id
    where uncovered.priority <= 2 and names.sector not in ('none', 'unknown')
    group by uncovered.part_id, uncovered.entry_id, uncovered.priority, uncovered.first_place
),

-- An entry alone on its side is an organisation of its own, so an entry of the other side does not replace
-- it.
joined as (
    select weaker.part_id, weaker.entry_id, weaker.first_place
    from sided as weaker
    inner join sided as firmer on weaker.part_id = firmer.part_id and firmer.priority < weaker.priority
    where not weaker.is_rest_of_a_list
    group by weaker.part_id, weaker.entry_id, weaker.first_place
    having bool_and(firmer.last_side < weaker.first_side or firmer.first_side > weaker.last_side)
)

select
    uncovered.part_id,
    uncovered.entry_id,
    case when joined.part_id is null then uncovered.priority else 1 end as priority,
    uncovered.first_place,
    uncovered.last_place
from uncovered
left join joined
    on
        uncovered.part_id = joined.part_id
        and uncovered.entry_id = joined.entry_id
        and uncovered.first_place = joined.first_place
