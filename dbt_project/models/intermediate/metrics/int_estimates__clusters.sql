{% set known = 'operations_private + operations_public + operations_public_private' %}
{% set n = 'n_private + n_public + n_public_private' %}

{# The bounds treat clusters of mixed and of unknown ownership as public, then as private. #}
{{ estimates_of(
    ref('int_cluster_capacity'),
    metric="'cluster_private_share'",
    period='cast(year as varchar)',
    period_start="cast(cast(year as varchar) || '-01-01' as date)",
    period_end="cast(cast(year as varchar) || '-12-31' as date)",
    value='operations_private / (' ~ known ~ ')',
    unit="'share'",
    n=n,
    n_unknown='n_unknown_sector + n_unplaced',
    bound_low='operations_private / (' ~ known ~ ' + operations_unknown)',
    bound_high='(operations_private + operations_public_private + operations_unknown) / ('
        ~ known ~ ' + operations_unknown)',
    ci_low='private_interval[1]',
    ci_high='private_interval[2]',
    is_shown=n ~ ' >= ' ~ smallest_n()
) }}
