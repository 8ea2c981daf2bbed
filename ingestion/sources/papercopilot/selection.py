"""Which lists there are: ``lists.csv``, a row a venue, as ``ingestion.fetching.schedule`` reads it."""

from __future__ import annotations

from pathlib import Path

from ingestion.fetching.schedule import VenueYear, editions

LISTS = Path(__file__).with_name("selection.csv")


def lists(this_year: int, path: Path = LISTS) -> list[VenueYear]:
    """The lists of the venues that are on. Raises IngestionError on a year that is no number."""
    return editions(path, this_year, lambda row, year: VenueYear(row["venue"], year))
