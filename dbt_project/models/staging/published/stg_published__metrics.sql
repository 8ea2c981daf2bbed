select * replace ({{ present_key('venue') }} as venue) from {{ source('raw', 'published_metrics') }}
union all by name
select
    *,
    false as suppressed
from {{ ref('record_headline') }}
where {{ env_var('COMPUTE_DIVIDE_PUBLISHED', '') == 'record' }}
