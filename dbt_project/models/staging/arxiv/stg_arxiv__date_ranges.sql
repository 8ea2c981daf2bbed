with named as (
    select vintage, {{ list_item(extract_all('file', '[a-z-]+_[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{4}-[0-9]{2}-[0-9]{2}[.]zip$'), 1) }} as name
    from {{ source('raw', 'arxiv_snapshots') }}
),

dated as (
    select
        vintage,
        split_part(name, '_', 1) as archive,
        cast(split_part(name, '_', 2) as date) as first_day,
        cast(split_part(split_part(name, '_', 3), '.', 1) as date) as last_day
    from named
    where name is not null
)

select
    archive,
    vintage,
    first_day,
    -- As in ingestion, a day is complete if it ended a day before its retrieval.
    least(last_day, cast({{ days_after('vintage', -2) }} as date)) as last_day
from dated
