"""Snapshots are immutable, atomic, unique for their bytes, and dated by the vintage rule."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from ingestion.landing import snapshots as landing
from ingestion.landing.schema import Input, Part
from ingestion.landing.snapshots import connect, initialise_source, land, sha256, snapshots
from ingestion.sources.epoch.source import SOURCE
from tests.builders import NOW, Write, csv_text, land_file, model, source_file


@pytest.mark.parametrize(
    ("rule", "vintages"),
    [
        ("publisher", ["2025-01-01", "2025-01-01", "2026-01-05"]),
        ("retrieval", ["2025-01-01", "2025-01-01", "2026-01-05"]),
        ("file name", ["2025-01-01", "2025-01-01"]),
    ],
)
def test_a_file_that_comes_back_gets_the_retrieval_day_as_its_vintage(
    write: Write, tmp_path: Path, rule: str, vintages: list[str]
) -> None:
    raw = tmp_path / "raw"
    paths = {name: write(f"{name}.csv", csv_text([model(Model=name)])) for name in "ab"}
    with connect() as connection:
        initialise_source(connection, raw, SOURCE)
        for day, name in enumerate("aabaa"):
            file = dataclasses.replace(
                source_file(paths[name], "notable.csv"),
                vintage=dt.date(2025, 1, 1),
                vintage_rule=rule,
                retrieved_at=NOW + dt.timedelta(days=day),
            )
            land(connection, [file], SOURCE, raw)
    history = sorted(snapshots(raw, SOURCE), key=lambda snapshot: snapshot.retrieved_at)
    assert [snapshot.vintage for snapshot in history] == vintages
    assert [snapshot.sha256 for snapshot in history] == [
        sha256(paths[n]) for n in "aba"[: len(vintages)]
    ]


def test_ids_of_one_file_and_day_sort_by_arrival(write: Write, tmp_path: Path) -> None:
    paths = [write(f"{name}.csv", csv_text([model(Model=name)])) for name in "abcdef"]
    with connect() as connection:
        initialise_source(connection, tmp_path, SOURCE)
        for path in paths:
            file = dataclasses.replace(
                source_file(path, "notable.csv"),
                vintage=dt.date(2025, 1, 1),
                vintage_rule="publisher",
            )
            land(connection, [file], SOURCE, tmp_path)
    by_id = sorted(snapshots(tmp_path, SOURCE), key=lambda snapshot: snapshot.snapshot_id)
    assert [snapshot.sha256 for snapshot in by_id] == [sha256(path) for path in paths]


def test_what_a_reader_did_not_foresee_is_one_line_with_the_file(
    write: Write, tmp_path: Path
) -> None:
    def read(_: Input) -> list[Part]:
        raise KeyError("x")

    path = write("2026-01-01_notable_ai_models.csv", "x")
    with pytest.raises(IngestionError) as refused:
        land_file(path, replace(SOURCE, read=read), tmp_path / "raw")
    assert str(refused.value).startswith(f"{path.name}: not readable: KeyError: ")
    assert "\n" not in str(refused.value)


def test_bytes_that_change_while_they_are_read_do_not_land(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("2026-01-01_notable.csv", csv_text([model()]))
    hashes = iter(["0" * 64])
    monkeypatch.setattr(landing, "sha256", lambda path: next(hashes, None) or sha256(path))
    with pytest.raises(IngestionError, match="it changed while it was read"):
        land_file(path, SOURCE, tmp_path / "raw")
    assert snapshots(tmp_path / "raw", SOURCE) == []
