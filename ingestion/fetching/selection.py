"""The operator's selection: the rows of a source's ``selection.csv`` with ``on`` set to yes."""

from __future__ import annotations

import csv
from pathlib import Path

from ingestion.errors import IngestionError, SourceOffError

SOURCES = Path(__file__).parents[1] / "sources"
FILE = "selection.csv"


def selection_file(source: str) -> str:
    """Return the file's name for errors and logs."""
    return f"ingestion/sources/{source}/{FILE}"


def read_selection(source: str) -> list[dict[str, str]]:
    """Read the rows that are on, with all their columns.

    Raises IngestionError if ``on`` is neither yes nor no.
    """
    with (SOURCES / source / FILE).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for number, row in enumerate(rows, start=1):
        if row.get("on") not in ("yes", "no"):
            raise IngestionError(selection_file(source), "write yes or no", column="on", row=number)
    return [row for row in rows if row["on"] == "yes"]


def nothing_selected(source: str) -> SourceOffError:
    """Return the error of a source without a selected row."""
    return SourceOffError(f"no row of {selection_file(source)} is on")
