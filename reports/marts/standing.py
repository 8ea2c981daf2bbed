"""What stands behind each metric: its sources, cases, unknowns, intervals, caveats, corrections."""

from typing import Any

from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA
from reports.marts.reader import Marts

SHOWN = "is_latest and not suppressed"
WHOLE = "is_latest and country is null and region is null and venue is null and topic is null"


def standing(marts: Marts) -> dict[str, dict[str, Any]]:
    """Return the facts on each metric that has rows, by its id.

    The unknown share is that of estimates that are not split by place or topic. The caveats say how
    often in 100 the 95% intervals cover at least.
    """
    rows = marts.records(
        f"""
        with facts as (
            select metric,
                list_sort(list(distinct source)) as sources,
                count(distinct (source, vintage)) as lists,
                min(period) filter ({IS_YEAR}) as first,
                max(period) filter ({IS_YEAR}) as last,
                count(*) filter ({SHOWN}) as shown,
                count(*) filter (is_latest and suppressed) as hidden,
                min(n) filter ({SHOWN}) as least,
                max(n) filter ({SHOWN}) as most,
                sum(n_unknown) filter ({WHOLE}) / nullif(sum(n + n_unknown) filter ({WHOLE}), 0)
                    as unknown,
                list_sort(list(distinct regexp_replace(ci_method, '[(].*', ''))
                    filter (ci_method is not null)) as methods,
                list_sort(list_distinct(flatten(list(caveats)))) as caveats,
                metric in (select metric from {SCHEMA}.corrections) as is_corrected
            from {METRICS} group by metric
        )
        select *,
            (
                select min(least_covered) from {SCHEMA}.dim_caveat
                where list_contains(facts.caveats, caveat)
            ) as least_covered
        from facts
        """
    )
    return {row["metric"]: row for row in rows}
