select * from {{ ref('metrics_as_of') }} where is_latest
