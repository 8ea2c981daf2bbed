-- Every estimate from lists of clusters: M9.
{% set text = dbt.type_string() %}
{% set nothing = 'cast(null as ' ~ text ~ ')' %}
{% set known = 'operations_private + operations_public + operations_public_private' %}

select
    'cluster_private_share' as metric,
    definition,
    source,
    vintage,
    cast(year as {{ text }}) as period,
    cast({{ dbt.concat(["cast(year as " ~ text ~ ")", "'-01-01'"]) }} as date) as period_start,
    cast({{ dbt.concat(["cast(year as " ~ text ~ ")", "'-12-31'"]) }} as date) as period_end,
    {{ nothing }} as team_class,
    {{ nothing }} as sector,
    {{ nothing }} as topic,
    {{ nothing }} as country,
    {{ nothing }} as venue,
    'full' as counting,
    operations_private / ({{ known }}) as value,
    'share' as unit,
    n_private + n_public + n_public_private as n,
    cast(null as bigint) as k,
    n_unknown_sector + n_unplaced as n_unknown,
    -- Clusters of mixed and of unknown ownership wholly public, then wholly private.
    operations_private / ({{ known }} + operations_unknown) as bound_low,
    (operations_private + operations_public_private + operations_unknown)
    / ({{ known }} + operations_unknown) as bound_high,
    {{ list_item('private_interval', 1) }} as ci_low,
    {{ list_item('private_interval', 2) }} as ci_high,
    {{ bootstrap_method() }} as ci_method,
    n_private + n_public + n_public_private >= {{ smallest_n() }} as is_shown
from {{ ref('int_cluster_capacity') }}
