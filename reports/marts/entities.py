"""The measures of venues, countries, topics and organisations, one query a kind."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reports.marts.estimates import Estimate, row_id
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import FILLING, Marts

Measured = Mapping[str, Any]  # a row of marts.entity_measures


def query(kind: str) -> str:
    """Return the query for the rows of a kind, by name and measure, newest period first."""
    order = "lower(name), key, position, period desc, venue"
    return f"select * from {SCHEMA}.entity_measures where kind = '{kind}' order by {order}"


def file_query(kind: str) -> str:
    """Return the query for the file of a kind: its rows, without words that repeat."""
    words = "kind, position, title, question, metric, definition, source, about, has_page"
    return f"select * exclude ({words}) from ({query(kind)})"


@lru_cache(maxsize=4)  # one of each kind
def measures(marts: Marts, kind: str) -> list[dict[str, Any]]:
    """Return the rows of a kind."""
    return marts.records(query(kind))


def estimate(row: Measured) -> Estimate:
    """Return a row as the estimate that a chart shows, without bounds."""
    given = {name: row[name] for name in Estimate.__dataclass_fields__ if name in row}
    unknown = dict.fromkeys(("bound_low", "bound_high")) | {"n_unknown": 0, "ci_method": ""}
    caveats = (FILLING,) * row["is_filling"]
    return Estimate(**{**given, **unknown, "venue": None, "caveats": caveats})


def metrics_id(row: Measured) -> str:
    """Return the id of the row of metrics whose cases a page lists; empty for other rows."""
    is_region = row["kind"] == "country" and len(row["key"]) > len("DE")  # no list is of a region
    if row["kind"] not in ("venue", "country") or is_region or row["k"] is None:
        return ""
    names = ("metric", "definition", "source", "vintage", "period", "team_class", "unit")
    key = {name: row[name] for name in names} | {row["kind"]: row["key"], "counting": "full"}
    return row_id("metrics", key)
