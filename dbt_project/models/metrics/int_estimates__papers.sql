{{ share_estimates(ref('int_paper_shares'), team_class='team_class', venue='venue') }}
union all
{{ country_share_estimates(ref('int_paper_country_shares'), team_class='team_class') }}
union all
{{ estimates_of(
    ref('int_paper_adjusted_shares'),
    team_class='team_class',
    venue='venue',
    unit="'share'",
    ci_method=posterior_method()
) }}
union all
{{ estimates_of(
    ref('int_paper_fixed_venues'),
    team_class='team_class',
    unit="'share'",
    ci_method="'jackknife_lists_t'"
) }}
union all
-- Both numbers are complete counts, so they have no sampling error.
{{ estimates_of(
    ref('int_paper_listing_coverage'),
    metric="'paper_listing_coverage'",
    venue='venue',
    value='listed * 1.0 / accepted',
    unit="'ratio'",
    n='accepted',
    k='listed',
    n_unknown='0',
    ci_low='cast(null as double)',
    ci_high='cast(null as double)',
    ci_method="'none_full_counts'",
    is_shown='accepted >= ' ~ smallest_n()
) }}
union all
{{ estimates_of(
    ref('int_collaboration'),
    metric="'normalised_collaboration'",
    venue='venue',
    value='observed / expected',
    unit="'index'",
    k='observed',
    ci_method="'linearised_root_t'"
) }}
union all
-- The weight of an unknown work is unknown too, so no bounds can be computed.
{{ weighted_share_estimates(
    ref('int_citation_shares'),
    metric="'citation_weighted_share'",
    team_class='team_class',
    venue='venue'
) }}
union all
{{ weighted_share_estimates(
    ref('int_author_shares'),
    metric="'author_sector_share'",
    sector='sector',
    counting='counting'
) }}
