{{ metrics_of(
    'papers',
    also=[
        'int_paper_shares',
        'int_paper_country_shares',
        'int_paper_fixed_venues',
        'int_paper_same_weights',
        'int_field_shares',
    ],
    of_papers=true,
) }}
