"""Queries on topics: shares and tilts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from reports.marts.estimates import Estimate
from reports.marts.metric_query import ANY, IS_YEAR, SCHEMA, MetricQuery
from reports.marts.reader import ESTIMATE, PAPERS, Fact, Marts, Scope, require
from reports.text.formatting import MARK, count, plain

TILT = "topic_tilt"
TILTED = "topic is not null and ci_low is not null"


def paper_scope(marts: Marts) -> Scope:
    """Find the list of papers; raise NotEnoughDataError if there is none."""
    return require(marts.scope(*PAPERS), "papers with a known affiliation")


def estimates(marts: Marts, scope: Scope, metric: str, definition: str, where: str) -> pd.DataFrame:
    """Return rows by topic that may be shown, with the topic's name, parent and focus."""
    metrics = scope.select(metric=metric, definition=definition, topic=ANY, sector=ANY)
    query, values = metrics.select("*")
    rows = marts.frame(
        f"""
        with metrics as ({query})
        select metrics.metric, metrics.definition, metrics.source, metrics.vintage, metrics.period,
            metrics.team_class, metrics.topic, metrics.counting, metrics.value, metrics.unit,
            metrics.n, metrics.k, metrics.n_unknown, metrics.ci_low, metrics.ci_high,
            metrics.ci_method, topics.title, topics.parent, topics.focus, topics.is_imprecise
        from metrics
        inner join {SCHEMA}.dim_topic as topics using (topic)
        where {where}
        order by metrics.topic, metrics.period, metrics.team_class
        """,
        values,
    )
    return named(rows)


def years(marts: Marts, scope: Scope, where: str) -> pd.DataFrame:
    """Return shares of team classes within topics by year, with ``year`` as a number."""
    rows = estimates(marts, scope, "paper_team_share", "accepted", f"{IS_YEAR} and {where}")
    return rows.assign(year=rows["period"].astype(int))


def _on_lists_of(scope: Scope | None, metric: str, **fields: Any) -> MetricQuery:  # noqa: ANN401
    """Return rows of a metric on the lists of a scope, with full and fractional counting."""
    source, vintage = (scope.source, scope.vintage) if scope else ("", date.min)
    return replace(MetricQuery(metric, ANY, source, vintage, counting=ANY), **fields)


def _estimates(marts: Marts, query: MetricQuery, tail: str) -> list[Estimate]:
    return [Estimate.of(row) for row in marts.records(*query.select(ESTIMATE, tail))]


def tilt_period(marts: Marts, scope: Scope | None) -> str:
    """Find the fixed period whose topics have most papers; empty if no topic has papers."""
    query = _tilts(scope, where="topic is not null and contains(period, '-')")
    tail = "group by period order by sum(n) desc, period limit 1"
    table = marts.records(*query.select("period", tail))
    return str(table[0]["period"]) if table else ""


def tilts(marts: Marts, scope: Scope | None, period: str) -> list[Estimate]:
    """Return the tilt of every topic in a period, the highest first."""
    query = _tilts(scope, period=period, where=TILTED)
    return _estimates(marts, query, "order by value desc, topic")


def tilted_topics(marts: Marts, scope: Scope, period: str) -> Fact:
    """Count the topics that have a tilt in a period."""
    query = _tilts(scope, period=period, where=TILTED)
    return marts.fact(*query.select("count(*) as topics"))


def _tilts(scope: Scope | None, **fields: Any) -> MetricQuery:  # noqa: ANN401 - as MetricQuery
    return _on_lists_of(scope, TILT, definition="accepted", sector=ANY, topic=ANY, **fields)


def size_range(n: pd.Series) -> str:
    """State the smallest and the largest population of a figure."""
    return f"n = {count(int(n.min()))} to {count(int(n.max()))}"


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``name``: the title, with a mark if the topic's tags are imprecise."""
    marks = rows["is_imprecise"].map({True: MARK, False: ""})
    return rows.assign(name=[plain(title, 40) for title in rows["title"]] + marks)
