select metric, metric_id, subject, title, entity, unit, rule, published_beside from {{ ref('int_metrics') }}
