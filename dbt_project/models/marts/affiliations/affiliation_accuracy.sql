{% set classes = {'academia': 'academia', 'industry': 'industry', 'other': 'other research', 'unknown': 'unknown'} %}
{% set group = 'dictionary, label_set, split, stratum' %}

with evaluated as (
    select {{ group }}, truth, predicted, {% for class in classes -%}
    is_{{ class }}, predicted_{{ class }} {{- ', ' if not loop.last }} {%- endfor %}
    from {{ ref('int_affiliations__evaluated') }}
    where stratum = 'mention'
    union all
    select dictionary, label_set, split, null, truth, predicted, {% for class in classes -%}
    is_{{ class }}, predicted_{{ class }} {{- ', ' if not loop.last }} {%- endfor %}
    from {{ ref('int_affiliations__evaluated') }}
),

counts as (
    select
        {{ group }},
        'exact set' as measure,
        cast(null as varchar) as class,
        count(*) filter (where predicted = truth) as k,
        count(*) as n
    from evaluated
    group by {{ group }}
    union all
    select {{ group }}, 'several sectors exact', null, count(*) filter (where predicted = truth), count(*)
    from evaluated
    where contains(truth, '+')
    group by {{ group }}
    union all
    select {{ group }}, 'abstention', null, count(*) filter (where predicted_unknown), count(*)
    from evaluated
    group by {{ group }}
    {%- for class, label in classes.items() %}
    {%- set both = 'count(*) filter (where is_' ~ class ~ ' and predicted_' ~ class ~ ')' %}
    union all
    select {{ group }}, 'precision', '{{ label }}', {{ both }}, count(*)
    from evaluated
    where predicted_{{ class }}
    group by {{ group }}
    union all
    select {{ group }}, 'recall', '{{ label }}', {{ both }}, count(*)
    from evaluated
    where is_{{ class }}
    group by {{ group }}
    union all
    select {{ group }}, 'F1', '{{ label }}', {{ both }}, count(*)
    from evaluated
    where is_{{ class }} or predicted_{{ class }}
    group by {{ group }}
    {%- endfor %}
),

shares as (
    select *, k * 1.0 / n as share, {{ wilson('k', 'n', -1) }} as low, {{ wilson('k', 'n', 1) }} as high
    from counts
)

select
    {{ group }},
    measure,
    class,
    case when measure = 'F1' then 2 * k else k end as k,
    case when measure = 'F1' then n + k else n end as n,
    -- F1 is twice the hits among labels and answers. With the share J of their union that is a hit, it is 2J / (1 + J).
    {% for column, name in [('share', 'value'), ('low', 'ci_low'), ('high', 'ci_high')] -%}
    case when measure = 'F1' then 2 * {{ column }} / (1 + {{ column }}) else {{ column }} end as {{ name }}
    {{- ',' if not loop.last }}
    {% endfor %}
from shares
