-- For example `University of California, San Diego`. The end of a name may lie in the part after the next.
{{ cross_part_matches(
    ref('int_affiliations__cross_part_candidates'),
    ref('int_organisation_names__pairs'),
    ref('int_affiliations__normalised'),
    ref('int_affiliations__matches')
) }}
