-- An estimate is valid until the next vintage that supports the metric and definition. An estimate does not
-- end because a later vintage lacks its list. A list of one venue and year has its own vintages.
with lists as (
    select distinct
        metric,
        definition,
        source,
        venue,
        case when venue is not null then period end as list_period,
        vintage
    from {{ ref('metrics') }}
),

vintages as (
    select
        *,
        lead(vintage) over (
            partition by metric, definition, source, venue, list_period order by vintage
        ) as next_vintage
    from lists
)

select
    metrics.*,
    metrics.vintage as valid_from,
    coalesce(vintages.next_vintage, date '9999-12-31') as valid_to,
    vintages.next_vintage is null as is_latest
from {{ ref('metrics') }} as metrics
inner join vintages
    on
        metrics.metric = vintages.metric
        and metrics.definition = vintages.definition
        and metrics.source = vintages.source
        and metrics.vintage = vintages.vintage
        and coalesce(metrics.venue, '') = coalesce(vintages.venue, '')
        and (vintages.list_period is null or metrics.period = vintages.list_period)
