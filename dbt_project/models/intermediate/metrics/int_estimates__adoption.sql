-- Every estimate from the abstracts of papers: M15, the accelerator proxy and the coverage of abstracts.
{{ share_estimates(ref('int_adoption_shares'), team_class='team_class', sector='sector', venue='venue') }}
