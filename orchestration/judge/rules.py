"""The expectations that the suites use most, each with the sentence that names its check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe


def name_of(expectation: Any) -> str:  # noqa: ANN401 - GX has no types
    """Return the name of an expectation's check: its sentence as an identifier."""
    return re.sub(r"\W+", "_", expectation.description.lower())


def suite(name: str, query: str, expectations: Sequence[Any]) -> gx.ExpectationSuite:
    """Define expectations on the rows of a query over ``{table}``, the table of the name."""
    return gx.ExpectationSuite(name=name, meta={"query": query}, expectations=[*expectations])


def between(
    sentence: str,
    column: str,
    least: float | None = None,
    most: float | None = None,
    severity: str = "critical",
) -> gxe.ExpectColumnValuesToBeBetween:
    """Expect every value of a column to be between two numbers; null values pass."""
    return gxe.ExpectColumnValuesToBeBetween(
        description=sentence, column=column, min_value=least, max_value=most, severity=severity
    )


def filled(
    sentence: str, column: str, mostly: float, severity: str = "critical"
) -> gxe.ExpectColumnValuesToNotBeNull:
    """Expect a share of a column to have a value."""
    return gxe.ExpectColumnValuesToNotBeNull(
        description=sentence, column=column, mostly=mostly, severity=severity
    )
