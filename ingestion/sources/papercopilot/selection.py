"""The paper lists to fetch: ``selection.csv`` has a row for each venue."""

from __future__ import annotations

from ingestion.fetching.schedule import VenueYear, venue_years


def paper_lists(this_year: int) -> list[VenueYear]:
    """Return the lists of the selected venues. Raises IngestionError if a year is no number."""
    return venue_years("papercopilot", this_year, lambda row, year: VenueYear(row["venue"], year))
