{{ affiliation_matches(
    ref('int_affiliations__words'),
    ref('int_affiliations__normalised'),
    ref('int_organisation_names')
) }}
