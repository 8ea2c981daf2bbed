"""Whose papers are listed: ``venues.csv``, a row a venue, as ``ingestion.fetching.schedule`` reads it.

An accepted paper's ``content.venueid`` is the id of its venue and no more; that of a paper under
review, rejected or withdrawn goes on (https://github.com/openreview/openreview-py). Tracks have ids
of their own, and are listed where they have a row. API v2 has what met since 2023 or 2024; older
papers stand at the host of API v1, which gives rejected ones the same id, and are not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingestion.fetching.schedule import VenueYear, editions

VENUES = Path(__file__).with_name("selection.csv")


@dataclass(frozen=True)
class Listing(VenueYear):
    """The papers that OpenReview holds under an id of a venue."""

    venueid: str


def listings(this_year: int, path: Path = VENUES) -> list[Listing]:
    """Those of the venues that are on. Raises IngestionError on a year that is no number."""

    def make(row: dict[str, str], year: int | None) -> Listing:
        return Listing(row["venue"], year, row["venueid"].replace("{year}", str(year)))

    return editions(path, this_year, make)
