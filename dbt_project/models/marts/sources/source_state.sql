-- One row per source, with the state of its refresh, its stored snapshots and the metrics that need it.
with held as (
    select
        shape,
        count(*) as files,
        sum(rows) as rows,
        max(vintage) as last_vintage,
        string_agg(distinct publisher, ', ' order by publisher) as publisher,
        string_agg(distinct licence, '; ' order by licence) as licence,
        string_agg(distinct citation, ' ' order by citation) as citation
    from {{ ref('stg_raw__snapshots') }}
    group by shape
),

needs as (
    select
        item as source,
        list_sort(list(distinct metric)) as metrics
    from {{ ref('int_metric_lists') }}
    where list = 'sources'
    group by item
)

select
    states.shape,
    states.source,
    coalesce(held.publisher, states.publisher) as publisher,
    coalesce(held.licence, states.licence) as licence,
    coalesce(held.citation, states.citation) as citation,
    states.refresh_days,
    states.state,
    states.reason,
    states.is_behind,
    states.attempted_on,
    states.succeeded_on,
    states.answered_on,
    states.calls,
    states.cost_usd,
    coalesce(held.files, 0) as files,
    cast(coalesce(held.rows, 0) as bigint) as rows,
    held.last_vintage,
    contents.newest_content,
    -- However fresh its file, content that ends 180 days before the newest vintage of any source stands still.
    coalesce(max(held.last_vintage) over () - contents.newest_content > 180, false) as is_standing_still,
    needs.metrics
from {{ ref('stg_raw__states') }} as states
left join held on states.shape = held.shape
left join needs on states.source = needs.source
left join {{ ref('int_source_contents') }} as contents on states.shape = contents.source
