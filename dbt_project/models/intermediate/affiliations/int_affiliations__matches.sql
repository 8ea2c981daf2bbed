-- Where a part holds an entry of the dictionary: the longest entry at each place.
{{ affiliation_matches(
    ref('int_affiliations__words'),
    ref('int_affiliations__normalised'),
    ref('int_organisation_names')
) }}
