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
    select *, share_of_counts(k, n, 0) as share
    from counts
)

select
    {{ group }},
    measure,
    class,
    case when measure = 'F1' then 2 * k else k end as k,
    case when measure = 'F1' then n + k else n end as n,
    -- F1 is twice the hits among labels and answers. With the share J of their union that is a hit, it is 2J / (1 + J).
    case when measure = 'F1' then 2 * share.value / (1 + share.value) else share.value end as value,
    case when measure = 'F1' then 2 * share.ci_low / (1 + share.ci_low) else share.ci_low end as ci_low,
    case when measure = 'F1' then 2 * share.ci_high / (1 + share.ci_high) else share.ci_high end as ci_high
from shares
