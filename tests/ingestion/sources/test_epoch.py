"""Epoch's lists with changed headings, dates, numbers and zips."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.sources.epoch.source import SOURCE
from tests.builders import Write, csv_text, land_file, model, stored, zip_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-05-06", "2021-05-06"),
        ("06/05/2021", "2021-05-06"),
        ("2021-05", "2021-05-15"),
        ("2021", "2021-07-01"),
        ("", "None"),
        ("N/A", "None"),
    ],
)
def test_dates_of_every_era(write: Write, tmp_path: Path, text: str, expected: str) -> None:
    path = write("notable.csv", csv_text([model(**{"Publication date": text})]))
    land_file(path, SOURCE, tmp_path / "raw")
    assert str(stored(tmp_path / "raw", SOURCE, "publication_date")[0][0]) == expected


def test_every_list_of_a_zip_lands_in_one_snapshot(write: Write, tmp_path: Path) -> None:
    members = {
        "README.md": "licence",
        "notable_ai_models.csv": csv_text([model()]),
        "all_ai_models.csv": csv_text([model(), model(Model="Other")]),
    }
    path = write("ai_models.zip", zip_of(members))
    snapshot = land_file(path, SOURCE, tmp_path / "raw").snapshot
    assert snapshot is not None
    assert {part["part"]: part["rows"] for part in snapshot.parts} == {"notable": 1, "all": 2}
    original = tmp_path / "raw" / "epoch" / snapshot.snapshot_id / "original" / "ai_models.zip"
    assert original.read_bytes() == path.read_bytes()
