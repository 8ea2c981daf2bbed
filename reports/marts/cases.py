"""Queries on the newest estimates of each venue, country or topic, and on papers of companies."""

from typing import Any

from reports.marts.estimates import Estimate
from reports.marts.metric_query import ANY, SCHEMA, MetricQuery
from reports.marts.reader import ESTIMATE, Marts


def estimates_of(
    marts: Marts, kind: str, metric: str, definition: str, team: str | None
) -> list[Estimate]:
    """Return the estimates of every venue, country or topic on its newest list, by period.

    Those that are not shown have too few cases; they are included.
    """
    scope = marts.scope(metric, definition)
    fields = {"sector": ANY, kind: ANY, "source": scope.source if scope else None}
    query = MetricQuery(
        metric=metric, definition=definition, team_class=team, only_shown=False,
        where=f"is_latest and {kind} is not null", **fields,
    )  # fmt: skip
    tail = "order by period_start nulls last, period"
    return [Estimate.of(row) for row in marts.records(*query.select(ESTIMATE, tail))]


def papers_of_companies(marts: Marts, least: int) -> list[dict[str, Any]]:
    """Return each company with ``least`` papers, largest first, with its papers by year."""
    return marts.records(
        f"""
        with years as (
            select company, year, sum(works) as k, sum(n) as n, count(*) as lists
            from {SCHEMA}.company_papers group by all
        )
        select company, sum(k) as papers,
            list({{ year: year, k: k, n: n, lists: lists }} order by year desc) as years
        from years group by company having sum(k) >= ? order by papers desc, company
        """,
        [least],
    )
