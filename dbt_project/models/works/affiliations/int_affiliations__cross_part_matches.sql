-- For example `University of California, San Diego`. The end of a name may lie in the part after the next. A pair of
-- words may belong to many names, but few commas have such a pair around them. The pair key finds those commas
-- before the names are compared.
with crossings as (
    select
        parts.affiliation_id,
        parts.place,
        parts.part_id,
        parts.next_part_id,
        parts.third_part_id,
        hash(here.last_key, further.first_key) as pair_key
    from {{ ref('int_affiliations__comma_parts') }} as parts
    inner join {{ ref('int_affiliations__normalised') }} as here on parts.part_id = here.part_id
    inner join {{ ref('int_affiliations__normalised') }} as further on parts.next_part_id = further.part_id
    where
        hash(here.last_key, further.first_key)
        in (select distinct pair_key from {{ ref('int_organisation_names__pairs') }})
),

found as (
    select
        crossings.affiliation_id,
        crossings.place,
        crossings.part_id,
        pairs.entry_id,
        pairs.priority,
        pairs.left_words,
        pairs.right_words,
        here.word_count - pairs.left_words + 1 as first_place,
        further.word_count as further_count
    from crossings
    inner join {{ ref('int_organisation_names__pairs') }} as pairs on crossings.pair_key = pairs.pair_key
    inner join {{ ref('int_affiliations__normalised') }} as here on crossings.part_id = here.part_id
    inner join {{ ref('int_affiliations__normalised') }} as further on crossings.next_part_id = further.part_id
    left join {{ ref('int_affiliations__normalised') }} as third on crossings.third_part_id = third.part_id
    where
        (pairs.left_words = 1 or pairs.before_key = here.last_but_one_key)
        -- The next part may continue a name after a part of one word.
        and (pairs.right_words = 1 or further.word_count = 1 or pairs.after_key = further.second_key)
        and ends_with(' ' || {{ normalise_words('here.parts') }}, ' ' || pairs.left_text)
        and starts_with(
            {{ normalise_words('further.parts') }} || ' ' || coalesce({{ normalise_words('third.parts') }}, '') || ' ',
            pairs.right_text || ' '
        )
        -- `Information Technology, University of ...` has two names.
        and not (pairs.right_text = 'university' and further.word_count > 1)
),

-- The longest name decides, as within a part. Words that end one name do not begin another: `Peking
-- University, Chinese Academy of Sciences` has no `University, Chinese Academy of Sciences`.
covered as (
    select found.affiliation_id, found.place, found.entry_id
    from found
    inner join {{ ref('int_affiliations__matches') }} as within
        on
            found.part_id = within.part_id
            and found.priority >= within.priority
            and found.first_place > within.first_place
            and found.first_place <= within.last_place
    union
    select inner_match.affiliation_id, inner_match.place, inner_match.entry_id
    from found as inner_match
    inner join found as outer_match
        on
            inner_match.affiliation_id = outer_match.affiliation_id
            and inner_match.place = outer_match.place
            and outer_match.left_words >= inner_match.left_words
            and outer_match.right_words >= inner_match.right_words
    where
        outer_match.priority <= inner_match.priority
        and outer_match.left_words + outer_match.right_words > inner_match.left_words + inner_match.right_words
)

select
    found.affiliation_id,
    found.place,
    found.entry_id,
    found.priority,
    found.first_place,
    found.right_words,
    -- If a name has words beyond the next part, they are in the part after it.
    found.right_words - found.further_count as third_words
from found
left join covered
    on
        found.affiliation_id = covered.affiliation_id
        and found.place = covered.place
        and found.entry_id = covered.entry_id
where covered.affiliation_id is null
