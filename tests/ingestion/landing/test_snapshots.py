"""Snapshots are immutable, atomic, unique for their bytes, and dated by the vintage rule."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing import snapshots as landing
from ingestion.landing.files import discover
from ingestion.landing.schema import Column, Source, table_columns
from ingestion.landing.snapshots import connect, initialise_source, land, sha256, snapshots
from ingestion.registry import SOURCES
from ingestion.sources.epoch.source import SOURCE
from ingestion.sources.openalex.source import SOURCE as OPENALEX
from tests.builders import NOW, csv_text, land_file, model, source_file

Write = Callable[[str, str | bytes], Path]


def test_the_manifest_describes_the_landed_file(write: Write, tmp_path: Path) -> None:
    path = write("2026-01-01_notable.csv", csv_text([model()]))
    land_file(path, SOURCE, tmp_path / "raw")
    (folder,) = (tmp_path / "raw" / "epoch").glob("2026*")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["sha256"] == sha256(path)
    assert manifest["bytes"] == path.stat().st_size
    assert manifest["rows"] == 1
    assert manifest["vintage"] == "2026-01-01"
    assert manifest["retrieved_at"] == "2026-01-02T03:04:05+00:00"
    assert manifest["licence"] == "CC0-1.0"
    assert manifest["url"] == "https://example.org/data"
    assert manifest["citation"] == "Example data."


def test_equal_bytes_are_one_snapshot(write: Write, tmp_path: Path) -> None:
    text = csv_text([model()])
    first = land_file(write("a/2026-01-01_notable.csv", text), SOURCE, tmp_path / "raw")
    again = land_file(write("b/notable_copy.csv", text), SOURCE, tmp_path / "raw")
    assert (first.status, again.status) == ("landed", "stored")
    assert again.snapshot == first.snapshot
    assert len(snapshots(tmp_path / "raw", SOURCE)) == 1


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
            land(connection, file, SOURCE, raw)
    stored = sorted(snapshots(raw, SOURCE), key=lambda snapshot: snapshot.retrieved_at)
    assert [snapshot.vintage for snapshot in stored] == vintages
    assert [snapshot.sha256 for snapshot in stored] == [
        sha256(paths[n]) for n in "aba"[: len(vintages)]
    ]


def test_leftover_files_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    torn = tmp_path / "epoch" / ".landing-torn"
    torn.mkdir(parents=True)
    (torn / "manifest.json").write_text("{")
    with connect() as connection:
        initialise_source(connection, tmp_path, SOURCE)
    assert not torn.exists()
    assert snapshots(tmp_path, SOURCE) == []


def test_nothing_moves_into_place_before_all_files_are_on_the_disk(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a run is killed while files are flushed, no file of those that land together lands."""
    raw, flushed = tmp_path / "raw", []
    files = [
        source_file(write(f"{n}.csv", csv_text([model(Model=f"{n}")])), f"epoch/{n}.csv")
        for n in ("notable", "frontier", "all")
    ]

    def flush(folder: Path) -> None:
        flushed.append(folder)
        assert snapshots(raw, SOURCE) == []

    monkeypatch.setattr(landing, "flush", flush)
    monkeypatch.setattr(landing, "FLUSHES", 1)
    with connect() as connection:
        initialise_source(connection, raw, SOURCE)
        landing.land_together(connection, files, SOURCE, raw)
    assert len(flushed) == 1 + len(files)
    assert len(snapshots(raw, SOURCE)) == len(files)


def test_a_power_cut_loses_no_file_and_no_name_of_a_landed_snapshot(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "raw" / "epoch"
    flushed: list[int] = []
    with connect() as connection:
        initialise_source(connection, tmp_path / "raw", SOURCE)
        monkeypatch.setattr("os.fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))
        file = source_file(write("notable.csv", csv_text([model()])), "epoch/notable.csv")
        land(connection, file, SOURCE, tmp_path / "raw")
    (folder,) = source.glob("2026*")
    *snapshot, last = flushed
    assert sorted(snapshot) == sorted(path.stat().st_ino for path in (folder, *folder.rglob("*")))
    assert last == source.stat().st_ino, "the name of the snapshot comes after its files"


def test_a_failed_landing_leaves_no_files(write: Write, tmp_path: Path) -> None:
    path = write("notable.csv", "Model\nonly")
    with pytest.raises(IngestionError):
        land_file(path, SOURCE, tmp_path / "raw")
    left = sorted(p.name for p in (tmp_path / "raw" / "epoch").iterdir())
    assert left == ["_schema", "_set_aside", "_withdrawn", "state.json"]


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_the_empty_table_has_the_declared_columns(source: Source, tmp_path: Path) -> None:
    with connect() as connection:
        initialise_source(connection, tmp_path, source)
    path = tmp_path / source.name / "_schema" / f"{source.table}.parquet"
    described = duckdb.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    assert [name for name, *_ in described] == [c.name for c in table_columns(source)]
    assert duckdb.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone() == (0,)


def test_the_empty_table_is_written_only_if_its_declaration_changes(tmp_path: Path) -> None:
    path = tmp_path / "openalex" / "_schema" / "works.parquet"
    added = dataclasses.replace(OPENALEX, columns=(*OPENALEX.columns, Column("added")))

    def written(source: Source) -> int:
        with connect() as connection:
            initialise_source(connection, tmp_path, source)
        return path.stat().st_ino

    first = written(OPENALEX)
    assert written(OPENALEX) == first
    changed = written(added)
    assert changed != first
    described = duckdb.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    assert "added" in [name for name, *_ in described]
    for name in ("texts.parquet", "manifest.json"):
        (path.parent / name).unlink()
        restored = written(added)
        assert restored != changed
        assert (path.parent / name).is_file()
        changed = restored


def test_vintage_is_file_name_then_manifest_then_retrieval(write: Write, tmp_path: Path) -> None:
    write("epoch/2025-03-04_notable.csv", "x")
    write("epoch/notable_b.csv", "x")
    write("epoch/notable_c.csv", "x")
    write(
        "manifest.csv",
        "file,commit_date,licence,publisher_url,citation\n"
        "epoch/notable_b.csv,2024-05-06,MIT,https://b,B data\n",
    )
    files = discover(tmp_path, SOURCE, NOW)
    assert [(f.name, str(f.vintage), f.vintage_rule) for f in files] == [
        ("epoch/notable_b.csv", "2024-05-06", "manifest commit_date"),
        ("epoch/2025-03-04_notable.csv", "2025-03-04", "file name"),
        ("epoch/notable_c.csv", "2026-01-02", "day of reading"),
    ]
    assert (files[0].licence, files[0].url) == ("MIT", "https://b")
    assert (files[0].citation, files[1].citation) == ("B data", SOURCE.citation)
    assert files[1].licence == SOURCE.licence


def test_a_file_that_differs_from_the_manifest_is_rejected(write: Write, tmp_path: Path) -> None:
    write("epoch/2026-01-01_notable.csv", csv_text([model()]))
    write("manifest.csv", f"file,sha256\nepoch/2026-01-01_notable.csv,{'0' * 64}\n")
    (file,) = discover(tmp_path, SOURCE, NOW)
    with connect() as connection:
        initialise_source(connection, tmp_path / "raw", SOURCE)
        with pytest.raises(IngestionError, match=r"differs from manifest\.csv"):
            land(connection, file, SOURCE, tmp_path / "raw")


def test_an_invalid_date_is_rejected(write: Write, tmp_path: Path) -> None:
    write("epoch/2026-13-45_notable.csv", "x")
    with pytest.raises(IngestionError, match="'2026-13-45' is not a date"):
        discover(tmp_path, SOURCE, NOW)
