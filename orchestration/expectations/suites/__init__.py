"""Suites of expectations, as data: volume, ranges, distributions and drift.

dbt tests keys, relationships and accepted values. Ingestion validates types and required columns.
An entry has the name of its check, a type of Great Expectations with arguments, and a severity: a
``critical`` failure stops the run, a ``warning`` is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expectation:
    """One expectation on one table. ``type`` is its name in Great Expectations."""

    name: str
    type: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    severity: str = "critical"


def no_rows(name: str, query: str, severity: str = "critical") -> Expectation:
    """Expect a query over ``{batch}`` to return no rows."""
    arguments = {"unexpected_rows_query": query}
    return Expectation(name, "unexpected_rows_expectation", arguments, severity)


def rows_query(expectation: Expectation, table: str) -> str:
    """Return the query that shows what an expectation judges; ``table`` is a query of its table."""
    batch = f"({table})"
    if "unexpected_rows_query" in expectation.kwargs:
        return str(expectation.kwargs["unexpected_rows_query"]).replace("{batch}", batch)
    if "column" in expectation.kwargs:
        return f"select * from {batch} where {expectation.kwargs['column']} is null"
    return f"select count(*) from {batch}"
