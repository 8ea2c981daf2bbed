select metric, metric_id, title, entity, unit, rule, published_beside from {{ ref('int_metrics') }}
