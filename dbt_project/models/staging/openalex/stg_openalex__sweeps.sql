-- The audits of one day add up.
with reports as (
    select
        *,
        cast(cast(swept_at as timestamp) as date) as swept_on
    from {{ source('raw', 'states_sweeps') }}
),

days as (
    select
        swept_on,
        cast(sum(asked) as bigint) as asked,
        cast(sum(gone) as bigint) as gone,
        cast(sum(redated) as bigint) as redated
    from reports
    group by swept_on
),

fields as (
    {{ unnest_rows('reports', 'swept_on', 'silences', 'silence') }}
)

select
    days.swept_on,
    days.asked,
    days.gone,
    days.redated,
    fields.silence.field as field,
    cast(sum(fields.silence.changed) as bigint) as changed,
    cast(sum(fields.silence.n) as bigint) as n
from fields
inner join days on fields.swept_on = days.swept_on
group by days.swept_on, days.asked, days.gone, days.redated, fields.silence.field
