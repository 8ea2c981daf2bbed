-- Where two parts in a row may hold a name across the comma, by the two words at either side of it.
-- A pair may be many names', but few seams have any: those are found before their names are looked at.
with seams as (
    select
        parts.affiliation_id,
        parts.place,
        parts.part_id,
        parts.next_part_id,
        parts.third_part_id,
        {{ joint_key(['here.last_key', 'further.first_key']) }} as pair_key
    from {{ ref('int_affiliations__comma_parts') }} as parts
    inner join {{ ref('int_affiliations__normalised') }} as here on parts.part_id = here.part_id
    inner join {{ ref('int_affiliations__normalised') }} as further on parts.next_part_id = further.part_id
    where
        {{ joint_key(['here.last_key', 'further.first_key']) }}
        in (select distinct pair_key from {{ ref('int_organisation_names__pairs') }})
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
inner join {{ ref('int_affiliations__normalised') }} as here on seams.part_id = here.part_id
inner join {{ ref('int_affiliations__normalised') }} as further on seams.next_part_id = further.part_id
where
    (pairs.left_words = 1 or pairs.before_key = here.last_but_one_key)
    -- A part of one word may be followed by the rest of the name.
    and (pairs.right_words = 1 or further.word_count = 1 or pairs.after_key = further.second_key)
