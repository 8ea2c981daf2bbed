select * replace ({{ present_key('venue') }} as venue) from {{ source('raw', 'published_metrics') }}
