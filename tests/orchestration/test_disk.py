"""The disk that a run needs is stated before it starts, and too little stops it there."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from orchestration import disk
from orchestration.disk import DiskTooSmallError, needed, statement
from orchestration.settings import Settings

Usage = namedtuple("Usage", "total used free")


def home_with(tmp_path: Path, megabytes: int) -> Settings:
    """A home without data, and a folder of sources with one list of papers of this size."""
    file = tmp_path / "sources" / "papercopilot" / "icml" / "icml2023.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(megabytes * disk.MEGABYTE))
    (tmp_path / "home").mkdir()
    return Settings(tmp_path / "home", str(tmp_path / "sources"))


def test_a_first_run_needs_snapshots_tables_and_a_publication(tmp_path: Path) -> None:
    settings = home_with(tmp_path, 10)
    snapshots = 20
    tables = 50 + 2.5 * snapshots
    assert needed(settings) == pytest.approx((snapshots + tables * 1.6) * disk.MEGABYTE)


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
    assert "A run needs up to 180 MB of disk; " in statement(settings)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 179 * disk.MEGABYTE))
    with pytest.raises(DiskTooSmallError, match=r"179 MB are free at .* Free some, or set"):
        statement(settings)
