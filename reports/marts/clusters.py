"""Queries on clusters of accelerators."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts
from reports.text.sentence import Time, day


def newest_cluster(marts: Marts) -> Time | None:
    """Return the newest day on which a cluster of the list began to operate."""
    rows = marts.records(
        f"select newest_content from {SCHEMA}.source_state where shape = 'clusters'"
    )
    return day(rows[0]["newest_content"]) if rows and rows[0]["newest_content"] else None
