"""One rule says when the list of a year is due, for paper lists and for works."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingestion.fetching.request import RefreshRequest
from ingestion.fetching.schedule import FetchLog, FetchResult, VenueYear
from ingestion.sources.openalex.fetch import due_years

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("year", "days", "expected"),
    [
        (2026, 6, False),
        (2026, 7, True),
        (2025, 7, True),
        (2024, 89, False),
        (2024, 90, True),
        # A fetch may run past midnight.
        (2026, -1, False),
        (2024, -1, False),
        (2026, -2, True),
        (2024, -2, True),
    ],
)
def test_paper_lists_and_works_are_due_at_the_same_age(
    year: int, days: int, expected: bool, tmp_path: Path
) -> None:
    last, paper_list = TODAY - dt.timedelta(days=days), VenueYear("icml", year)
    log = FetchLog(tmp_path / "log.json", print)
    log.record(paper_list, FetchResult(last))
    lists = log.due([paper_list], lambda _: None, TODAY, RefreshRequest())
    works = due_years({year: last}, [year], TODAY, full=False)
    assert (bool(lists), bool(works)) == (expected, expected)
