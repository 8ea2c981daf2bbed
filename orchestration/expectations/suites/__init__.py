"""Suites of expectations, as data: volume, ranges, distributions and drift.

Keys, relationships and accepted values are dbt's; types and required columns are ingestion's.
Each entry names its check, the expectation of Great Expectations with its arguments, and whether a
failure stops the run (``critical``) or is shown (``warning``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expectation:
    """One expectation on one table. ``type`` is Great Expectations' own name for it."""

    name: str
    type: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    severity: str = "critical"


def no_rows(name: str, query: str, severity: str = "critical") -> Expectation:
    """Expect a query over ``{batch}`` to find nothing."""
    arguments = {"unexpected_rows_query": query}
    return Expectation(name, "unexpected_rows_expectation", arguments, severity)
