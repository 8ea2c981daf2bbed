"""Arrays, and how rows of SQL become arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

Rows = Sequence[Mapping[str, object]]


class Period(TypedDict):
    """A period, from its first to its last year."""

    period: str
    first_year: int
    last_year: int


def columns(rows: Rows, *names: str) -> list[Floats]:
    """Return the numbers of each named column."""
    return [np.array([row[name] for row in rows], dtype=float) for name in names]


def codes(rows: Rows, name: str) -> Integers:
    """Return the position of each value of a column among its distinct values."""
    return numbered([row[name] for row in rows])


def numbered(values: Sequence[Any]) -> Integers:
    """Return the position of each value among the distinct values."""
    # numpy would turn texts into an array of the longest one's width.
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return np.array([places[value] for value in values])
