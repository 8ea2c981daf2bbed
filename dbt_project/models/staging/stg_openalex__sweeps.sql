-- A row a sweep and field; of two sweeps of one day the later one stands.
with ranked as (
    select
        *,
        cast(cast(swept_at as timestamp) as date) as swept_on,
        row_number() over (partition by cast(cast(swept_at as timestamp) as date) order by swept_at desc) as preference
    from {{ source('raw', 'states_sweeps') }}
),

fields as (
    {{ unnest_rows('ranked', 'swept_on, asked, gone, redated, preference', 'silences', 'silence') }}
)

select
    swept_on,
    asked,
    gone,
    redated,
    silence.field as field,
    silence.changed as changed,
    silence.n as n
from fields
where preference = 1
