"""The table of venues: one row for each venue, one column for each source that lists its papers."""

from __future__ import annotations

import csv
from pathlib import Path

PATH = Path(__file__).with_name("venues.csv")


def venues(column: str) -> dict[str, str]:
    """Return the cell of each venue in a column, without venues that the source does not fetch."""
    with PATH.open(encoding="utf-8", newline="") as lines:
        return {row["venue"]: row[column] for row in csv.DictReader(lines) if row[column]}


def years_of(cell: str, last: int) -> range:
    """Return the years up to ``last`` of a cell, such as ``2018/2`` for every second year."""
    first, _, step = cell.partition("/")
    return range(int(first), last + 1, int(step or 1))
