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
    """Return each company with ``least`` papers, largest first: by year, and on each list."""
    return marts.records(
        f"""
        with years as (
            select company, year, sum(works) as k, sum(n) as n
            from {SCHEMA}.company_papers group by all
        ),
        of_company as (
            select company, list({{
                company: company, venue: venue, year: year, papers: works, n: n, list_of: vintage
            }} order by year desc, venue) as lists
            from {SCHEMA}.company_papers group by company
        )
        select company, sum(k) as papers,
            list({{ year: year, k: k, n: n }} order by year desc) as years,
            any_value(of_company.lists) as lists
        from years inner join of_company using (company)
        group by company having sum(k) >= ? order by papers desc, company
        """,
        [least],
    )
