"""The table of venues: one row for each venue, one column for each source that lists its papers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

PATH = Path(__file__).with_name("venues.csv")
# The conferences of the field, the years in which they met, and their accepted papers.
MET = Path(__file__).parents[1] / "dbt_project/seeds/papers/field_venue.csv"


def venues(column: str) -> dict[str, str]:
    """Return the cell of each venue in a column, without venues that the source does not fetch."""
    with PATH.open(encoding="utf-8", newline="") as lines:
        return {row["venue"]: row[column] for row in csv.DictReader(lines) if row[column]}


def years_of(cell: str, last: int) -> range:
    """Return the years up to ``last`` of a cell, such as ``2018/2`` for every second year."""
    first, _, step = cell.partition("/")
    return range(int(first), last + 1, int(step or 1))


def expected_lists(column: str, years: Callable[[str], range]) -> dict[str, int]:
    """Return the least number of papers by venue and year: half of those that were accepted.

    ``years`` returns the years of a cell of ``column``. The key is as ``nips 2023``.
    """
    cells = venues(column)
    with MET.open(encoding="utf-8", newline="") as lines:
        return {
            f"{row['venue']} {row['year']}": max(int(row["accepted"] or 0) // 2, 1)
            for row in csv.DictReader(lines)
            if row["venue"] in cells and int(row["year"]) in years(cells[row["venue"]])
        }
