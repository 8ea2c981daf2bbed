{{ share_estimates(
    ref('int_hub_shares'),
    where='n > 0',
    metric="'hub_derivative_share'",
    team_class='team_class',
    sector="'industry'"
) }}
