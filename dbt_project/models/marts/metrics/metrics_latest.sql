select * from {{ ref('metrics') }} where is_latest
