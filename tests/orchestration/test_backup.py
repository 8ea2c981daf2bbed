"""A backup has all files that cannot be fetched again; a damaged one is not restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.cli.backup import BackupError, check, restore, save
from orchestration.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    files = {
        "raw/publishers/epoch/2026 ä/models.parquet": "rows",
        "raw/publishers/epoch/.landing-1/models.parquet": "half",
        "published/20260101T000000Z/manifest.json": "{}",
        "published/.publishing-1/index.html": "half",
        "warehouse/publishers.duckdb": "built from the stored files",
        "dagster/dagster.yaml": "telemetry: {enabled: false}",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "published" / "latest").symlink_to("20260101T000000Z", target_is_directory=True)
    return home


def test_a_restored_home_has_the_same_files(home: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "backup.tar", tmp_path / "copy"
    assert save(Settings(home, "record"), file) == 2
    assert check(file) == 2
    assert restore(Settings(copy, "record"), file) == 2
    names = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert names == {
        "raw/publishers/epoch/2026 ä/models.parquet",
        "published/20260101T000000Z/manifest.json",
    }
    assert (copy / "published" / "latest" / "manifest.json").read_text() == "{}"
    with pytest.raises(BackupError, match="raw is not empty: restore into a new home"):
        restore(Settings(copy, "record"), file)


@pytest.mark.parametrize("fault", ["cut", "altered", "text"])
def test_a_broken_backup_restores_nothing(home: Path, tmp_path: Path, fault: str) -> None:
    file, copy = tmp_path / "backup.tar", tmp_path / "copy"
    save(Settings(home, "record"), file)
    content = file.read_bytes()
    broken = {
        "cut": content[: len(content) // 2],
        "altered": content.replace(b"rows", b"rowz", 1),
        "text": b"no tar",
    }
    file.write_bytes(broken[fault])
    with pytest.raises(BackupError, match=r"backup\.tar"):
        restore(Settings(copy, "record"), file)
    assert not copy.exists()


def test_a_backup_lies_outside_of_its_home(home: Path) -> None:
    with pytest.raises(BackupError, match="choose another folder"):
        save(Settings(home, "record"), home / "backup.tar")
    assert not list(home.glob("*.tar"))
