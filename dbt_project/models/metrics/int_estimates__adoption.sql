{{ share_estimates(ref('int_adoption_shares'), team_class='team_class', sector='sector', venue='venue') }}
union all
{{ country_share_estimates(ref('int_adoption_country_shares'), sector='sector') }}
