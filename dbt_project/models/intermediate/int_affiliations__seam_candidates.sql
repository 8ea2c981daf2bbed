-- Where two parts in a row may hold a name across the comma, by the two words at either side of it.
with seams as (
    select
        parts.affiliation_id,
        parts.place,
        parts.part_id,
        parts.next_part_id,
        parts.third_part_id,
        {{ joint_key(['here.last_key', 'further.first_key']) }} as pair_key,
        here.last_but_one_key,
        further.second_key,
        further.word_count as right_count
    from {{ ref('int_affiliations__parts') }} as parts
    inner join {{ ref('int_affiliations__normalised') }} as here on parts.part_id = here.part_id
    inner join {{ ref('int_affiliations__normalised') }} as further on parts.next_part_id = further.part_id
)

select
    seams.affiliation_id,
    seams.place,
    seams.part_id,
    seams.next_part_id,
    seams.third_part_id,
    pairs.entry_id,
    pairs.left_words
from seams
inner join {{ ref('int_organisation_names__pairs') }} as pairs on seams.pair_key = pairs.pair_key
where
    (pairs.left_words = 1 or pairs.before_key = seams.last_but_one_key)
    -- A part of one word may be followed by the rest of the name.
    and (pairs.right_words = 1 or seams.right_count = 1 or pairs.after_key = seams.second_key)
