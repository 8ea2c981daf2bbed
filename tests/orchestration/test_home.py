"""What is spoiled is named with its remedy."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.snapshots import sha256
from ingestion.registry import SOURCES
from orchestration.run.home import READ_AGAIN, HomeError, look, verify
from orchestration.run.settings import RECORD, RECORD_SOURCES, Settings
from orchestration.run.warehouse import move_damaged
from tests.builders import land_folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with stored clusters and a publication."""
    settings = Settings(tmp_path, RECORD_SOURCES)
    settings.raw.mkdir(parents=True)
    land(settings)
    publication = settings.published / "20260101T000000Z"
    publication.mkdir(parents=True)
    for name in READ_AGAIN:
        (publication / name).write_text("[]")
    files = {name: sha256(publication / name) for name in READ_AGAIN}
    stated = {"files": files, "sources": "record"}
    (publication / "manifest.json").write_text(json.dumps(stated))
    look(settings)
    return settings


def land(settings: Settings) -> None:
    land_folder(RECORD, SOURCES["clusters"], settings.raw)


def only(settings: Settings, pattern: str) -> Path:
    (path,) = settings.home.glob(pattern)
    return path


PUBLISHED, SNAPSHOT = "published/2*/", "raw/record/clusters/2*/"
SPOILED: dict[str, tuple[Callable[[Settings], object], str]] = {
    "manifest": (lambda s: only(s, f"{PUBLISHED}manifest.json").write_text(""), "manifest.json is"),
    "deep manifest": (
        lambda s: only(s, f"{PUBLISHED}manifest.json").write_text("[" * 100_000),
        "manifest.json is",
    ),
    "estimates": (lambda s: only(s, f"{PUBLISHED}metrics.parquet").unlink(), "metrics.parquet is"),
    "snapshot of 0 bytes": (
        lambda s: only(s, f"{SNAPSHOT}manifest.json").write_text(""),
        "has no manifest.json that can be read: restore it, or delete the folder",
    ),
    "table": (lambda s: only(s, f"{SNAPSHOT}*.parquet").unlink(), r"parquet is missing: restore"),
    "original": (lambda s: only(s, f"{SNAPSHOT}original/*").unlink(), "is missing: restore it, or"),
    "source": (lambda s: (s.raw / "epoch").touch(), "epoch is not a folder: move it away"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_nobody_can_build_again_is_named_with_its_remedy(
    settings: Settings, case: str
) -> None:
    spoil, reason = SPOILED[case]
    spoil(settings)
    with pytest.raises(HomeError, match=reason):
        look(settings)


def test_what_is_derived_is_built_again(settings: Settings) -> None:
    folder = settings.raw / "clusters"
    for spoiled in (*folder.glob("_set_aside/*"), *folder.glob("_withdrawn/_schema/*")):
        spoiled.write_text("spoiled")
    land(settings)
    assert not any(path.read_bytes() for path in folder.glob("_withdrawn/_schema/*"))
    assert only(settings, "raw/record/clusters/_set_aside/*").read_bytes().startswith(b"PAR1")


def test_a_page_that_was_altered_is_found_by_its_hash(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(settings.published)
    assert capsys.readouterr().out == "      3 files      published/20260101T000000Z\n"
    page = only(settings, f"{PUBLISHED}measures.csv")
    at = page.stat()
    page.write_text("{}")
    os.utime(page, ns=(at.st_atime_ns, at.st_mtime_ns))
    with pytest.raises(HomeError, match=r"measures\.csv is damaged: restore it, or delete the"):
        verify(settings.published)


@pytest.mark.parametrize("left", [0, 5000, 0.5])
def test_a_cut_warehouse_is_moved_away_and_a_whole_one_stays(tmp_path: Path, left: float) -> None:
    path = tmp_path / "record.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create table numbers as select random() as n from range(200_000)")
    said = list[str]()
    move_damaged(path, said.append)
    assert (path.exists(), said) == (True, [])
    os.truncate(path, int(left if left > 1 else left * path.stat().st_size))
    move_damaged(path, said.append)
    assert [one.name for one in tmp_path.iterdir()] == ["record.damaged"]
    assert "A run builds it again" in said[0]
