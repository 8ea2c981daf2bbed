-- Every vintage uses the newest list in which ten notable models or more state their utilisation, as it uses
-- the newest hardware table.
with stated as (
    select models.source, models.vintage, models.hardware_utilization
    from {{ ref('int_models') }} as models
    inner join {{ ref('int_models__populations') }} as populations on models.model_id = populations.model_id
    where populations.definition = 'notable' and models.hardware_utilization is not null
),

lists as (
    select
        source,
        vintage,
        count(*) as models,
        {% for level, quantile in [('low', 0.25), ('central', 0.5), ('high', 0.75)] -%}
        percentile_cont({{ quantile }}) within group (order by hardware_utilization) as {{ level }} {{- ',' if not loop.last }}
        {% endfor %}
    from stated
    group by source, vintage
    having count(*) >= 10
),

ranked as (
    select *, row_number() over (order by vintage desc, source) as newness
    from lists
)

{% for level in ['low', 'central', 'high'] -%}
select '{{ level }}' as utilization_level, source, vintage, models, {{ level }} as utilization
from ranked
where newness = 1
{{ 'union all' if not loop.last }}
{% endfor %}
