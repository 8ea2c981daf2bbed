select
    definition,
    utilization_level,
    source,
    vintage,
    period,
    team_class,
    n,
    n_unknown,
    {% for column, value in {
        'k': 'cast(k as bigint)',
        'value': 'k * 1.0 / n',
        'ci_low': organization_wilson(-1),
        'ci_high': organization_wilson(1),
    }.items() -%}
    case when n >= {{ smallest_n() }} then {{ value }} end as {{ column }} {{- ',' if not loop.last }}
    {% endfor %}
from {{ with_t_quantile(ref('int_reachable_shares')) }} as shares
