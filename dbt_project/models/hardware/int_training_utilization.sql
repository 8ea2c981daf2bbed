-- Every vintage uses the newest list in which ten notable models or more state their utilisation, as it uses
-- the newest hardware table.
with stated as (
    select
        models.source,
        models.vintage,
        models.hardware_utilization
    from {{ ref('int_models') }} as models
    inner join {{ ref('int_models__populations') }} as populations on models.model_id = populations.model_id
    where populations.definition = 'notable' and models.hardware_utilization is not null
),

lists as (
    select
        source,
        vintage,
        count(*) as models,
        quantile_cont(hardware_utilization, [0.25, 0.5, 0.75]) as quartiles
    from stated
    group by source, vintage
    having count(*) >= 10
    order by vintage desc, source
    limit 1
)

select
    unnest(['low', 'central', 'high']) as utilization_level,
    source,
    vintage,
    models,
    unnest(quartiles) as utilization
from lists
