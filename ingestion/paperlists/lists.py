"""Which lists there are: ``lists.csv``, a row a venue, as ``ingestion.editions`` reads it."""

from __future__ import annotations

from pathlib import Path

from ingestion.editions import Edition, editions

LISTS = Path(__file__).with_name("lists.csv")


def lists(this_year: int, path: Path = LISTS) -> list[Edition]:
    """The lists of the venues that are on. Raises IngestionError on a year that is no number."""
    return editions(path, this_year, lambda row, year: Edition(row["venue"], year))
