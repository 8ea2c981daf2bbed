"""The disk that a run needs is stated before it starts, and too little stops it there."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import traceback
from collections import namedtuple
from pathlib import Path

import pytest

from orchestration import __main__, disk
from orchestration.disk import DiskTooSmallError, needed, statement
from orchestration.settings import Settings

Usage = namedtuple("Usage", "total used free")


def home_with(tmp_path: Path, megabytes: int) -> Settings:
    """Make a home without data, and a folder of sources with one list of papers of this size."""
    file = tmp_path / "sources" / "papercopilot" / "icml" / "icml2023.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(megabytes * disk.MEGABYTE))
    (tmp_path / "home").mkdir()
    return Settings(tmp_path / "home", str(tmp_path / "sources"))


def test_a_first_run_needs_snapshots_tables_and_a_publication(tmp_path: Path) -> None:
    settings = home_with(tmp_path, 10)
    snapshots = 20
    tables = 50 + 3.0 * snapshots
    assert needed(settings) == pytest.approx((snapshots + tables * 1.6) * disk.MEGABYTE)


@pytest.mark.parametrize(
    ("snapshots", "warehouse"),
    [(144, 272), (96, 305), (963, 1700)],
    ids=["publishers", "100,000 synthetic works", "a million synthetic works"],
)
def test_the_estimate_of_the_warehouse_covers_what_was_measured_and_not_much_more(
    tmp_path: Path, snapshots: int, warehouse: int
) -> None:
    settings = Settings(tmp_path, "live")
    stored = settings.raw / "openalex" / "snapshot" / "works.parquet"
    stored.parent.mkdir(parents=True)
    with stored.open("wb") as file:
        file.truncate(snapshots * disk.MEGABYTE)
    tables = needed(settings) / (1 + disk.PUBLISHED_PER_WAREHOUSE)
    assert warehouse <= tables / disk.MEGABYTE <= 2 * warehouse


def test_a_later_run_needs_what_grows(tmp_path: Path) -> None:
    settings = home_with(tmp_path, 10)
    first = needed(settings)
    stored = settings.raw / "papercopilot" / "snapshot" / "papers.parquet"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(bytes(20 * disk.MEGABYTE))
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(bytes(90 * disk.MEGABYTE))
    assert needed(settings) == pytest.approx(first - (20 + 90) * disk.MEGABYTE)


def test_too_little_disk_stops_a_run_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home_with(tmp_path, 10)
    assert "A run needs up to 196 MB of disk; " in statement(settings)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 195 * disk.MEGABYTE))
    with pytest.raises(DiskTooSmallError, match=r"195 MB are free at .* Free some, or set"):
        statement(settings)


def test_a_read_only_home_ends_a_run_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(settings: Settings) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(settings.raw))

    monkeypatch.setattr(__main__.configuration, "prepare", prepare)
    monkeypatch.setattr("sys.argv", ["orchestration"])
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    with pytest.raises(SystemExit, match=f"Read-only .* Make {tmp_path} writable, and run it"):
        __main__.main()


def test_a_disk_that_fills_up_is_named_although_it_takes_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refresh(*_: object) -> list[str]:
        raise sqlite3.OperationalError("disk I/O error")

    def print_exc() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(__main__, "refresh", refresh)
    monkeypatch.setattr(__main__, "ensure_manifest", lambda _: None)
    monkeypatch.setattr(__main__, "import_early", lambda _: None)
    monkeypatch.setattr(__main__, "loaded_early", contextlib.nullcontext)
    monkeypatch.setattr(traceback, "print_exc", print_exc)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 0))
    with pytest.raises(SystemExit, match="the run failed and nothing was published"):
        __main__._run(Settings(tmp_path, "sample"), None, __main__.Options())
    shown = capsys.readouterr().err
    assert f"failed: hardly any disk is free at {tmp_path}" in shown
    assert "failed: disk I/O error" in shown
