{{ classified_affiliations(
    ref('int_affiliations__strings'),
    ref('int_affiliations__comma_parts'),
    ref('int_affiliations__matches'),
    ref('int_affiliations__cross_part_matches'),
    ref('int_organisation_names')
) }}
