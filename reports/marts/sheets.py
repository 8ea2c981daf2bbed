"""Queries on the quality of metrics: coverage, caveats, corrections, and published figures."""

from typing import Any

from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA
from reports.marts.reader import Marts

WHOLE = "country is null and region is null and venue is null and topic is null"


def coverage(marts: Marts) -> list[dict[str, Any]]:
    """Return each metric, definition and source with its years, estimates and cases.

    Cases and their unknown share are those of the estimates that are not split by place or topic.
    """
    return marts.records(
        f"""
        select metric, definition, source,
            min(period) filter ({IS_YEAR}) as first, max(period) filter ({IS_YEAR}) as last,
            count(*) filter (is_latest and not suppressed) as shown,
            count(*) filter (is_latest and suppressed) as hidden,
            count(distinct vintage) as lists,
            min(n) filter (is_latest and not suppressed) as least,
            max(n) filter (is_latest and not suppressed) as most,
            sum(n_unknown) filter (is_latest and {WHOLE})
                / nullif(sum(n + n_unknown) filter (is_latest and {WHOLE}), 0) as unknown,
            list_sort(list(distinct regexp_replace(ci_method, '[(].*', ''))
                filter (ci_method is not null)) as methods
        from {METRICS} group by all order by metric, definition, source
        """
    )


def caveats(marts: Marts) -> list[dict[str, Any]]:
    """Return the caveats of each metric."""
    return marts.records(
        f"""
        with attached as (select distinct metric, unnest(caveats) as caveat from {METRICS})
        select * from attached inner join {SCHEMA}.dim_caveat using (caveat)
        order by metric, caveat
        """
    )


def corrections(marts: Marts) -> list[dict[str, Any]]:
    """Return our corrections and changes of method, the newest first."""
    return marts.records(f"from {SCHEMA}.corrections order by corrected_on desc, number")


def published(marts: Marts) -> list[dict[str, Any]]:
    """Return the published figures that a metric recomputes."""
    return marts.records(
        f"select distinct metric, figure from {SCHEMA}.published_against_recomputed"
    )
