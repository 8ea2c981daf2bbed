"""What is spoiled is named with its remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.landing.snapshots import sha256
from ingestion.registry import SOURCES
from orchestration.home import READ_AGAIN, HomeError, look
from orchestration.settings import RECORD, RECORD_SOURCES, Settings
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
    (publication / "manifest.json").write_text(json.dumps({"files": files}))
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
    "log": (lambda s: only(s, f"{PUBLISHED}changes.json").write_text("["), "changes.json is"),
    "estimates": (lambda s: only(s, f"{PUBLISHED}metrics.parquet").unlink(), "metrics.parquet is"),
    "snapshot": (lambda s: only(s, f"{SNAPSHOT}manifest.json").unlink(), "has no manifest.json"),
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
