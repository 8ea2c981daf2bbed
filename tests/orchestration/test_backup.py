"""A backup has all files that cannot be fetched again; a damaged one is not restored."""

from __future__ import annotations

import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestration.cli.backup import TEMPORARY, BackupError, back_up, check, restore
from orchestration.settings import ROOT, Settings


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A small home, whose open database of Dagster has a row that is not yet in its file."""
    home = tmp_path / "home"
    files = {
        "raw/publishers/epoch/2026 ä/models.parquet": "rows",
        "raw/publishers/.epoch.lock": "",
        "raw/publishers/.epoch.owner": "process 1",
        "raw/publishers/epoch/.landing-1/models.parquet": "half",
        "published/20260101T000000Z/manifest.json": "{}",
        "published/.publishing-1/index.html": "half",
        "published/.deleting-20250101T000000Z/manifest.json": "half",
        "warehouse/publishers.duckdb": "the history of labels",
        "warehouse/publishers.duckdb.tmp/spilled": "half",
        "warehouse/warehouse.holder.json": "process 1",
        "dbt/publishers/manifest.json": "rebuilt",
        "dagster/dagster.yaml": "telemetry: {enabled: false}",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "published" / "latest").symlink_to("20260101T000000Z", target_is_directory=True)
    with closing(sqlite3.connect(home / "dagster" / "runs.db")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table runs (id text)")
        database.execute("insert into runs values ('a')")
        database.commit()
        yield home


def test_a_restored_home_has_the_same_files(home: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "backup.tar", tmp_path / "copy"
    assert back_up(Settings(home, "sample"), file) == 5
    assert check(file) == 5
    assert restore(Settings(copy, "sample"), file) == 5
    names = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert names == {
        "raw/publishers/epoch/2026 ä/models.parquet",
        "warehouse/publishers.duckdb",
        "published/20260101T000000Z/manifest.json",
        "dagster/dagster.yaml",
        "dagster/runs.db",
    }
    assert (copy / "published" / "latest" / "manifest.json").read_text() == "{}"
    with closing(sqlite3.connect(copy / "dagster" / "runs.db")) as database:
        assert database.execute("select id from runs").fetchall() == [("a",)]
    with pytest.raises(BackupError, match="raw is not empty: restore into a new home"):
        restore(Settings(copy, "sample"), file)


# A publication that was set aside is saved. A backup writes the other two outside of what it saves.
SAVED_OR_OUTSIDE = {".restored-", ".checking-", ".restoring-"}


def test_every_temporary_folder_of_the_code_is_left_out() -> None:
    code = [
        path.read_text(encoding="utf-8")
        for package in ("ingestion", "orchestration")
        for path in (ROOT / package).rglob("*.py")
    ]
    named = {
        found for text in code for found in re.findall(r'^TEMPORARY_PREFIX = "(.+)"', text, re.M)
    }
    written = {found for text in code for found in re.findall(r'"(\.[a-z]+-)[{"]', text)}
    assert set(TEMPORARY) == named == written - SAVED_OR_OUTSIDE


@pytest.mark.parametrize("fault", ["cut", "altered", "removed", "text"])
def test_a_broken_backup_restores_nothing(home: Path, tmp_path: Path, fault: str) -> None:
    file, copy = tmp_path / "backup.tar", tmp_path / "copy"
    back_up(Settings(home, "sample"), file)
    content = file.read_bytes()
    if fault == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif fault == "altered":
        file.write_bytes(content.replace(b"rows", b"rowz", 1))
    elif fault == "removed":
        with tarfile.open(file) as old, tarfile.open(tmp_path / "new.tar", "w") as new:
            for member in old.getmembers():
                if not member.name.endswith("dagster.yaml"):
                    new.addfile(member, old.extractfile(member) if member.isfile() else None)
        (tmp_path / "new.tar").replace(file)
    else:
        file.write_text("no tar")
    with pytest.raises(BackupError, match=r"backup\.tar"):
        restore(Settings(copy, "sample"), file)
    assert not any(copy.iterdir())


def test_a_backup_lies_outside_of_its_home(home: Path) -> None:
    with pytest.raises(BackupError, match="choose another folder"):
        back_up(Settings(home, "sample"), home / "backup.tar")
    assert not list(home.glob("*.tar"))
