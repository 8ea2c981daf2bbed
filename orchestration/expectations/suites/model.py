"""A suite: the frame of one table that it validates, and its expectations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Expectation:
    """One expectation on a frame. ``type`` is its name in Great Expectations.

    A ``critical`` failure stops the run, a ``warning`` is shown.
    """

    name: str
    type: str
    kwargs: dict[str, Any]
    severity: str = "critical"


@dataclass(frozen=True)
class Suite:
    """Expectations on the rows of a query over ``{table}``, a table of a layer."""

    layer: str
    table: str
    query: str
    expectations: Sequence[Expectation]


def between(
    name: str,
    column: str,
    least: float | None = None,
    most: float | None = None,
    severity: str = "critical",
) -> Expectation:
    """Expect every value of a column to be between two numbers; null values pass."""
    kwargs = {"column": column, "min_value": least, "max_value": most}
    return Expectation(name, "expect_column_values_to_be_between", kwargs, severity)


def mostly_filled(name: str, column: str, mostly: float, severity: str = "critical") -> Expectation:
    """Expect a share of a column to have a value."""
    kwargs = {"column": column, "mostly": mostly}
    return Expectation(name, "expect_column_values_to_not_be_null", kwargs, severity)


def has_rows(name: str) -> Expectation:
    """Expect the frame to have a row."""
    return Expectation(name, "expect_table_row_count_to_be_between", {"min_value": 1})
