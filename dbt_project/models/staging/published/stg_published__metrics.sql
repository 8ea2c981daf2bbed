select * from {{ source('raw', 'published_metrics') }}
