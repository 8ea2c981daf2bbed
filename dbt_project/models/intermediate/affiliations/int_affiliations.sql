-- Each distinct affiliation string, classified once: by the firmest entries of the dictionary that it
-- holds, or by an override.
{{ classified_affiliations(
    ref('int_affiliations__strings'),
    ref('int_affiliations__parts'),
    ref('int_affiliations__matches'),
    ref('int_affiliations__seams'),
    ref('int_organisation_names')
) }}
