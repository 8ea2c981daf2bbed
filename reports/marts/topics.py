"""Queries on topics: shares and tilts."""

from dataclasses import replace
from datetime import date
from typing import Any

from reports.marts.estimates import Estimate
from reports.marts.metric_query import ANY, MetricQuery
from reports.marts.reader import ESTIMATE, Fact, Marts, Scope

TILT = "topic_tilt"
TILTED = "topic is not null and ci_low is not null"


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
