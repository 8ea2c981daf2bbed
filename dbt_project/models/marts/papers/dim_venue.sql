select * from {{ ref('stg_venues__venues') }}
