-- Names that run across the commas of a string, such as `University of California, San Diego`.
-- A name's end may lie in the part after the next.
{{ affiliation_seams(
    ref('int_affiliations__seam_candidates'),
    ref('int_organisation_names__pairs'),
    ref('int_affiliations__normalised'),
    ref('int_affiliations__matches')
) }}
