"""A run starts if an input, the code or a setting is new, or if its results are gone."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from orchestration import fingerprint
from orchestration.settings import LIVE_SOURCES, Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation after a run over a directory with one list."""
    (tmp_path / "sources" / "epoch").mkdir(parents=True)
    (tmp_path / "sources" / "epoch" / "notable_ai_models.csv").write_text("Model\nA\n")
    code = tmp_path / "code"
    code.mkdir()
    (code / "model.sql").write_text("select 1")
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    monkeypatch.setattr(fingerprint, "CODE", ("code",))
    settings = Settings(tmp_path / "home", str(tmp_path / "sources"))
    snapshot = settings.raw / "epoch" / "2026-01-01"
    publication = settings.published / "20260101T000000Z"
    for file in (snapshot / "manifest.json", settings.warehouse, publication / "index.html"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    settings.latest.symlink_to(publication.name)
    fingerprint.save(settings, fingerprint.fingerprint(settings))
    return settings


def is_published(settings: Settings) -> bool:
    return fingerprint.is_published(settings, fingerprint.fingerprint(settings))


def test_nothing_new_starts_no_run(settings: Settings) -> None:
    (Path(settings.sources) / "notes.txt").write_text("no source reads this")
    assert is_published(settings)


def other_publication(settings: Settings) -> None:
    (settings.published / "20260102T000000Z").mkdir()
    (settings.published / "20260102T000000Z" / "index.html").touch()
    settings.latest.unlink()
    settings.latest.symlink_to("20260102T000000Z")


CHANGES: dict[str, Callable[[Settings], object]] = {
    "file": lambda s: (Path(s.sources) / "epoch" / "notable_ai_models.csv").write_text("Model\n"),
    "new file": lambda s: (Path(s.sources) / "epoch" / "all_ai_models.csv").write_text("Model\n"),
    "name that is not UTF-8": lambda s: (Path(s.sources) / "epoch" / "all\udcff.csv").touch(),
    "code": lambda s: (s.home.parent / "code" / "model.sql").write_text("select 2"),
    "warehouse": lambda s: s.warehouse.unlink(),
    "snapshot": lambda s: shutil.rmtree(s.raw / "epoch" / "2026-01-01"),
    "publication": lambda s: shutil.rmtree(s.published / "20260101T000000Z"),
    "another publication": other_publication,
    "cut warehouse": lambda s: s.warehouse.write_text("{"),
    "cut page": lambda s: (s.latest / "index.html").write_text(""),
    "spoiled record": lambda s: s.warehouse.with_suffix(".fingerprint").write_bytes(b"\xff"),
    "record": lambda s: s.warehouse.with_suffix(".fingerprint").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_starts_a_run(settings: Settings, change: str) -> None:
    CHANGES[change](settings)
    assert not is_published(settings)


def test_a_setting_starts_a_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SITE", "https://example.org")
    assert not is_published(settings)


def test_a_live_run_always_asks_the_publishers(settings: Settings) -> None:
    assert fingerprint.fingerprint(Settings(settings.home, LIVE_SOURCES)) is None


def test_the_repository_of_another_project_is_not_ours(settings: Settings) -> None:
    """A wheel can lie in an environment inside the repository of another project."""
    project = settings.home.parent
    subprocess.run(["git", "init", "--quiet", str(project.parent)], check=True)
    assert fingerprint.code_version() == version("compute-divide")
