"""Queries on the quality of a metric: its coverage, its caveats, and rows that name it."""

from typing import Any

from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA
from reports.marts.reader import Marts

SHOWN = "is_latest and not suppressed"
WHOLE = "is_latest and country is null and region is null and venue is null and topic is null"


def coverage(marts: Marts, metric: str) -> list[dict[str, Any]]:
    """Return each definition and source of a metric with its years, estimates and cases.

    The unknown share is that of estimates that are not split by place or topic.
    """
    return marts.records(
        f"""
        select definition, source,
            min(period) filter ({IS_YEAR}) as first, max(period) filter ({IS_YEAR}) as last,
            count(*) filter ({SHOWN}) as shown,
            count(*) filter (is_latest and suppressed) as hidden,
            count(distinct vintage) as lists,
            min(n) filter ({SHOWN}) as least, max(n) filter ({SHOWN}) as most,
            sum(n_unknown) filter ({WHOLE}) / nullif(sum(n + n_unknown) filter ({WHOLE}), 0)
                as unknown,
            list(distinct regexp_replace(ci_method, '[(].*', '')) filter (ci_method is not null)
                as methods
        from {METRICS} where metric = ? group by all order by definition, source
        """,
        [metric],
    )


def caveats(marts: Marts, metric: str) -> list[dict[str, Any]]:
    """Return the caveats of a metric."""
    return marts.records(
        f"""
        from {SCHEMA}.dim_caveat
        where caveat in (select unnest(caveats) from {METRICS} where metric = ?) order by caveat
        """,
        [metric],
    )


def of_metric(marts: Marts, table: str, metric: str) -> list[dict[str, Any]]:
    """Return the rows of a mart that name a metric."""
    return marts.records(f"from {SCHEMA}.{table} where metric = ? order by all", [metric])
