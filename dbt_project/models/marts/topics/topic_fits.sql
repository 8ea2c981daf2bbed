-- Each line passes through the weighted means of its points.
select * exclude (period_start, period_end, region)
from {{ ref('int_topic_slopes') }}
where region is null
