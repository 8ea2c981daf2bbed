-- A pair of words may belong to many names, but few commas have such a pair around them. The pair key finds
-- those commas before the names are compared.
with crossings as (
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
    crossings.affiliation_id,
    crossings.place,
    crossings.part_id,
    crossings.next_part_id,
    crossings.third_part_id,
    pairs.entry_id,
    pairs.left_words
from crossings
inner join {{ ref('int_organisation_names__pairs') }} as pairs on crossings.pair_key = pairs.pair_key
inner join {{ ref('int_affiliations__normalised') }} as here on crossings.part_id = here.part_id
inner join {{ ref('int_affiliations__normalised') }} as further on crossings.next_part_id = further.part_id
where
    (pairs.left_words = 1 or pairs.before_key = here.last_but_one_key)
    -- The next part may continue a name after a part of one word.
    and (pairs.right_words = 1 or further.word_count = 1 or pairs.after_key = further.second_key)
