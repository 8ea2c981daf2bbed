with shares as (
    select *, k * 1.0 / n as share, {{ wilson('k', 'n', -1) }} as low, {{ wilson('k', 'n', 1) }} as high
    from {{ ref('held_out_accuracy') }}
)

select
    label_set,
    reading,
    measure,
    class,
    case when measure = 'F1' then 2 * k else k end as k,
    case when measure = 'F1' then n + k else n end as n,
    -- F1 grows with the share of the union that both agree on, as in affiliation_accuracy.
    {% for column, name in [('share', 'value'), ('low', 'ci_low'), ('high', 'ci_high')] -%}
    case when measure = 'F1' then 2 * {{ column }} / (1 + {{ column }}) else {{ column }} end as {{ name }},
    {% endfor %}
    measured_on
from shares
