-- The numbers of all audits of a day are added up.
with reports as (
    select
        *,
        cast(cast(swept_at as timestamp) as date) as audited_on
    from {{ source('raw', 'states_sweeps') }}
),

days as (
    select
        audited_on,
        cast(sum(asked) as bigint) as checked,
        cast(sum(gone) as bigint) as no_longer_returned,
        cast(sum(redated) as bigint) as redated
    from reports
    group by audited_on
),

fields as (
    {{ unnest_rows('reports', 'audited_on', 'silences', 'silence') }}
)

select
    days.audited_on,
    days.checked,
    days.no_longer_returned,
    days.redated,
    fields.silence.field as field,
    cast(sum(fields.silence.changed) as bigint) as changed,
    cast(sum(fields.silence.n) as bigint) as n
from fields
inner join days on fields.audited_on = days.audited_on
group by days.audited_on, days.checked, days.no_longer_returned, days.redated, fields.silence.field
