-- The upper bound adds public clusters whose owner is neither kind or not named, and the bounds of M9.
with capacity as (
    select *, operations_private + operations_public + operations_public_private as known
    from {{ ref('int_cluster_capacity') }}
)

{% for owner, other in [('academia', 'government'), ('government', 'academia')] -%}
select
    definition,
    source,
    vintage,
    cast(year as varchar) as period,
    make_date(year, 1, 1) as period_start,
    make_date(year, 12, 31) as period_end,
    '{{ owner }}' as sector,
    n_private + n_public + n_public_private as n,
    n_unknown_sector + n_unplaced as n_unknown,
    operations_{{ owner }} / known as value,
    'share' as unit,
    operations_{{ owner }} / (known + operations_unknown) as bound_low,
    (operations_public - operations_{{ other }} + operations_public_private + operations_unknown)
    / (known + operations_unknown) as bound_high,
    {{ owner }}_interval[1] as ci_low,
    {{ owner }}_interval[2] as ci_high,
    {{ bootstrap_method() }} as ci_method
from capacity
{{ 'union all' if not loop.last }}
{% endfor %}
