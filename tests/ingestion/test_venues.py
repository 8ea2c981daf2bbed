"""The table of venues: how many papers a conference may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion import venues


def test_other_tracks_that_nobody_counted_may_have_any_number_of_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = tmp_path / "editions.csv"
    counts.write_text(
        "venue,year,accepted,all_tracks\nkdd,2018,10,\nkdd,2020,10,20\ncvpr,2018,10,\n"
    )
    monkeypatch.setattr(venues, "EDITIONS", counts)
    due = venues.expected_papers("crossref", lambda *_: range(2018, 2021)).rows()
    fits = {value: [n for n in (4, 5, 20, 21, 40, 41) if n in due[value]] for value in due}
    assert fits == {
        "kdd 2018": [5, 20, 21, 40, 41], "kdd 2020": [5, 20, 21, 40], "cvpr 2018": [5, 20],
    }  # fmt: skip
