-- The upper bound adds public clusters whose owner is neither kind or not named, and the bounds of M9.
{% for owner, other in [('academia', 'government'), ('government', 'academia')] -%}
select
    shares.* replace (
        operations_{{ owner }} / known as value,
        operations_{{ owner }} / (known + operations_unknown) as bound_low,
        (known - operations_private - operations_{{ other }} + operations_unknown)
        / (known + operations_unknown) as bound_high,
        {{ owner }}_interval.low as ci_low,
        {{ owner }}_interval.high as ci_high
    ),
    '{{ owner }}' as sector
from {{ ref('cluster_private_share') }} as shares
inner join (
    select
        *,
        cast(year as varchar) as period,
        operations_private + operations_public + operations_public_private as known
    from {{ ref('int_cluster_capacity') }}
) as capacity using (definition, source, vintage, period)
where shares.definition = 'clusters_in_place'
{{ 'union all' if not loop.last }}
{% endfor %}
