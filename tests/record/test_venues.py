"""The table of venues: a venue is one row of one file, which ingestion and the reports read."""

from __future__ import annotations

import csv

from ingestion.registry import SOURCES
from ingestion.venues import IN_FILES, PATH
from tests.record.warehouse import Warehouse


def test_a_venue_is_one_row_of_one_file(marts: Warehouse) -> None:
    with PATH.open(encoding="utf-8", newline="") as lines:
        venues = list(csv.DictReader(lines))
    assert set(venues[0]) <= {"venue", "name", "subject", *SOURCES}
    shown = marts.rows("select venue, name from marts.dim_venue")
    assert sorted((IN_FILES.get(venue, venue), name) for venue, name in shown) == sorted(
        (venue["venue"], venue["name"]) for venue in venues
    )
