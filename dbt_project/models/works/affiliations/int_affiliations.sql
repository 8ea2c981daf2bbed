{{ completed_affiliations(
    ref('int_affiliations__by_rules'), ref('int_affiliations__domains'), ref('int_affiliations__learned')
) }}
