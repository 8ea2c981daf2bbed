{# Finds names of a dictionary across the commas of a string. #}
{% macro cross_part_matches(candidates, pairs, texts, matches) -%}
with found as (
    select
        candidates.affiliation_id,
        candidates.place,
        candidates.part_id,
        candidates.entry_id,
        pairs.priority,
        candidates.left_words,
        pairs.right_words,
        here.word_count - candidates.left_words + 1 as first_place,
        further.word_count as further_count
    from {{ candidates }} as candidates
    inner join {{ pairs }} as pairs
        on candidates.entry_id = pairs.entry_id and candidates.left_words = pairs.left_words
    inner join {{ texts }} as here on candidates.part_id = here.part_id
    inner join {{ texts }} as further on candidates.next_part_id = further.part_id
    left join {{ texts }} as third on candidates.third_part_id = third.part_id
    where
        {{ ends_with("' ' || " ~ normalise_words('here.parts'), "' ' || pairs.left_text") }}
        and {{ begins_with(
            normalise_words("further.parts") ~ " || ' ' || coalesce(" ~ normalise_words("third.parts") ~ ", '') || ' '",
            "pairs.right_text || ' '"
        ) }}
        -- `Information Technology, University of ...` has two names.
        and not (pairs.right_text = 'university' and further.word_count > 1)
),

-- The longest name decides, as within a part. Words that end one name do not begin another: `Peking
-- University, Chinese Academy of Sciences` has no `University, Chinese Academy of Sciences`.
covered as (
    select found.affiliation_id, found.place, found.entry_id
    from found
    inner join {{ matches }} as within
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
{%- endmacro %}
