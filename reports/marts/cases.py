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
    """Return each company with ``least`` papers, largest first, and its papers on each list."""
    return marts.records(
        f"""
        select company, sum(works) as papers,
            list({{
                company: company, venue: venue, year: year, papers: works, n: n,
                n_unknown: n_unknown, share: value, ci_low: ci_low, ci_high: ci_high,
                list_of: vintage
            }} order by year desc, venue) as lists
        from {SCHEMA}.company_papers
        group by company having papers >= ? order by papers desc, company
        """,
        [least],
    )
