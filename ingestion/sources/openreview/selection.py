"""The venues whose papers are listed: ``selection.csv`` has a row for each venue.

An accepted paper has exactly its venue's id as ``content.venueid``; a paper under review, rejected
or withdrawn has a longer one (https://github.com/openreview/openreview-py). Tracks have their own
ids, and are listed if they have a row. API v2 has the venues since 2023 or 2024. Older papers are
not fetched, because they are on the host of API v1, which gives rejected papers the same id.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.fetching.schedule import VenueYear, venue_years


@dataclass(frozen=True)
class AcceptedPapers(VenueYear):
    """The papers that OpenReview lists under a venue id."""

    venueid: str


def paper_lists(this_year: int) -> list[AcceptedPapers]:
    """Return the lists of the selected venues. Raises IngestionError if a year is no number."""

    def make(row: dict[str, str], year: int | None) -> AcceptedPapers:
        return AcceptedPapers(row["venue"], year, row["venueid"].replace("{year}", str(year)))

    return venue_years("openreview", this_year, make)
