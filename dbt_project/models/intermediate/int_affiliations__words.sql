-- Each word of each distinct part, with the two after it.
{{ unnest_triples(ref('int_affiliations__normalised'), 'part_id', 'part_words') }}
