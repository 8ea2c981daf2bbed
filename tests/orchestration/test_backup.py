"""A backup is whole beside programs that write, and a restoration gives the same home or none."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli.backup import BackupError, backup, restore
from orchestration.cli.command import main
from orchestration.run.settings import Settings
from orchestration.run.warehouse import warehouse_lock

ROWS = 2000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a stored file, a publication, a history, and what a killed run left."""
    settings = Settings(tmp_path / "home", "record")
    for name in (
        "raw/record/epoch/2026/table.parquet", "published/20260101T000000Z/index.html",
        "dagster/storage/1/output", "raw/record/epoch/.landing-1/half", "dagster/dagster.yaml",
    ):  # fmt: skip
        path = settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    settings.latest.symlink_to("20260101T000000Z", target_is_directory=True)
    for name in ("history", "schedules"):
        (settings.home / "dagster" / name).mkdir()
    with closing(sqlite3.connect(history(settings))) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table events (text)")
        connection.executemany("insert into events values (?)", [("event " * 50,)] * ROWS)
        connection.commit()
    return settings


def history(settings: Settings) -> Path:
    return settings.home / "dagster" / "history" / "runs.db"


def test_a_backup_beside_a_program_that_writes_restores_what_it_had_written(
    settings: Settings, tmp_path: Path
) -> None:
    file, new = tmp_path / "backup.tar.gz", Settings(tmp_path / "new", "record")
    with closing(sqlite3.connect(history(settings))) as writer:
        writer.execute("insert into events values ('written')")
        writer.commit()
        writer.execute("insert into events values ('not yet written')")
        backup(settings, file)
        writer.commit()
    restore(new, file)
    with closing(sqlite3.connect(history(new))) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (ROWS + 1,)
    assert (new.latest / "index.html").read_text() == "published/20260101T000000Z/index.html"
    found = {path.relative_to(new.home).as_posix() for path in new.home.rglob("*")}
    assert "raw/record/epoch/2026/table.parquet" in found
    assert not [name for name in found if ".landing" in name or ".restore" in name]
    assert {"dagster/storage", "dagster/dagster.yaml"}.isdisjoint(found)


def test_neither_starts_while_a_run_is_at_work(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(settings.home))
    file, new = tmp_path / "backup.tar.gz", tmp_path / "new.tar.gz"
    backup(settings, file)
    with warehouse_lock(settings.warehouse.parent, print):
        for command, path in (("backup", new), ("restore", file)):
            result = CliRunner().invoke(main, [command, str(path)])
            assert result.exit_code == 1
            assert result.stderr.startswith("Error: a run is in progress and holds ")
            assert result.stderr.count("\n") == 1
    assert not new.exists()
    assert not list(tmp_path.glob(".backup-*"))


def test_a_backup_is_restored_into_an_empty_home_only(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "backup.tar.gz")
    with pytest.raises(BackupError, match="raw is not empty: restore into an empty home"):
        restore(settings, tmp_path / "backup.tar.gz")


@pytest.mark.parametrize("damage", ["cut", "checksum", "empty", "other"])
def test_a_backup_that_is_not_whole_is_refused_and_the_home_stays_empty(
    settings: Settings, tmp_path: Path, damage: str
) -> None:
    file, new = tmp_path / "backup.tar.gz", Settings(tmp_path / "new", "record")
    backup(settings, file)
    whole = file.read_bytes()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "checksum": whole[:-8] + b"wrong" + whole[-3:],
        "empty": b"",
        "other": b"no backup",
    }
    file.write_bytes(damaged[damage])
    with pytest.raises(BackupError, match="was not restored"):
        restore(new, file)
    assert [path.name for path in new.home.iterdir()] == ["warehouse"]


def test_a_backup_replaces_no_file_and_no_device(settings: Settings, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("of a person")
    for file in (mine, Path("/dev/null")):
        with pytest.raises(BackupError, match="exists: name a new file, or delete this one first"):
            backup(settings, file)
    assert mine.read_text() == "of a person"
    assert Path("/dev/null").is_char_device()
    with pytest.raises(BackupError, match="in a folder that is saved"):
        backup(settings, settings.raw / "backup.tar.gz")


def test_nothing_but_data_is_restored(settings: Settings, tmp_path: Path) -> None:
    """A configuration of Dagster can name a command, which the next run would execute."""
    file, new = tmp_path / "backup.tar.gz", Settings(tmp_path / "new", "record")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(settings.home, "")
        for name in ("dagster/history/hook.py", "run.sh"):
            archive.add(settings.home / "dagster" / "dagster.yaml", name)
    restore(new, file)
    found = {path.relative_to(new.home).as_posix() for path in new.home.glob("dagster/**/*")}
    assert found == {"dagster/history", "dagster/history/runs.db", "dagster/schedules"}
    assert not (new.home / "run.sh").exists()


def test_a_backup_without_one_of_its_folders_is_refused_before_anything_moves(
    settings: Settings, tmp_path: Path
) -> None:
    file, new = tmp_path / "backup.tar.gz", Settings(tmp_path / "new", "record")
    (link := tmp_path / "link").symlink_to("raw")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(settings.home / "raw", "raw")
        archive.add(link, "published")
    with pytest.raises(BackupError, match="is no backup of a home: it has no published"):
        restore(new, file)
    assert [path.name for path in new.home.iterdir()] == ["warehouse"]
