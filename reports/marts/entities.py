"""The measures of venues, countries, topics and organisations, one query a kind."""

from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


def query(kind: str) -> str:
    """Return the query for the rows of a kind, by name and measure, newest period first.

    The file, the API and the pages of a kind have these rows.
    """
    order = "lower(name), key, position, period desc, venue"
    return f"select * from {SCHEMA}.entity_measures where kind = '{kind}' order by {order}"


def measures(marts: Marts, kind: str) -> list[dict[str, Any]]:
    """Return the rows of a kind."""
    return marts.records(query(kind))
