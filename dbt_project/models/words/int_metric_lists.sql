-- One row for each item of a list of int_metrics: its definitions, sources and caveats.
select
    metric,
    list,
    unnest(items) as item
from (
    select
        metric,
        unnest(['definitions', 'sources', 'caveats']) as list,
        unnest([definitions, sources, caveats]) as items
    from {{ ref('int_metrics') }}
) as lists
