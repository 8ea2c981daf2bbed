"""A run builds if a file, the code or a setting is new, or if the publication was changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import pytest

from ingestion.registry import SOURCES
from orchestration import news
from orchestration.definitions import BUILD, build_definitions
from orchestration.settings import LIVE_SOURCES, Settings
from tests.builders import csv_text, land_folder, model


def models(number: int) -> str:
    return csv_text([model(Model=f"Synthetic-{n}") for n in range(number)])


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation that has published a directory with one list."""
    (tmp_path / "sources" / "epoch").mkdir(parents=True)
    (tmp_path / "sources" / "epoch" / "notable_ai_models.csv").write_text(models(3))
    code = tmp_path / "code"
    code.mkdir()
    (code / "model.sql").write_text("select 1")
    monkeypatch.setattr(news, "ROOT", tmp_path)
    monkeypatch.setattr(news, "CODE", ("code",))
    news.code_digest.cache_clear()
    settings = Settings(tmp_path / "home", str(tmp_path / "sources"), only=("epoch",))
    land_folder(tmp_path / "sources", SOURCES["epoch"], settings.raw)
    settings.warehouse.parent.mkdir()
    settings.warehouse.touch()
    publish(settings, "20260101T000000Z")
    yield settings
    news.code_digest.cache_clear()


def publish(settings: Settings, name: str) -> None:
    folder = settings.published / name
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("a page")
    stated = {"data_version": news.data_version(settings), "files": {"index.html": "hash"}}
    (folder / "manifest.json").write_text(json.dumps(stated))
    (folder / news.LAST_WRITTEN).write_text("{}")
    settings.latest.unlink(missing_ok=True)
    settings.latest.symlink_to(name)


def is_current(settings: Settings) -> bool:
    news.code_digest.cache_clear()  # as another process
    return not news.has_new_files(settings) and news.is_published(settings)


def touch_later(path: Path) -> None:
    at = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(at, at))


def snapshot(settings: Settings) -> Path:
    return next((settings.raw / "epoch").glob("2*"))


def other_publication(settings: Settings) -> None:
    with patch.object(news, "LIBRARIES", ("pytest",)):
        publish(settings, "20260102T000000Z")


def list_of(settings: Settings) -> Path:
    return Path(settings.sources) / "epoch" / "notable_ai_models.csv"


CHANGES: dict[str, Callable[[Settings], object]] = {
    "file": lambda s: list_of(s).write_text(models(4)),
    "new file": lambda s: list_of(s).with_name("all_ai_models.csv").write_text("Model\n"),
    "name that is not UTF-8": lambda s: list_of(s).with_name("all\udcff.csv").touch(),
    "dates of files": lambda s: (Path(s.sources) / "manifest.csv").write_text("file\n"),
    "code": lambda s: (s.home.parent / "code" / "model.sql").write_text("select 2"),
    "withdrawn file": lambda s: shutil.rmtree(snapshot(s)),
    "cut table": lambda s: touch_later(next(snapshot(s).glob("*.parquet"))),
    "restored home": lambda s: s.warehouse.unlink(),
    "publication": lambda s: shutil.rmtree(s.published / "20260101T000000Z"),
    "another publication": other_publication,
    "changed page": lambda s: touch_later(s.latest / "index.html"),
    "lost page": lambda s: (s.latest / "index.html").unlink(),
    "spoiled manifest": lambda s: (s.latest / "manifest.json").write_bytes(b"\xff"),
    "manifest": lambda s: (s.latest / "manifest.json").write_text("[]"),
}


def test_nothing_new_starts_no_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(settings.sources) / "notes.txt").write_text("no source reads this")
    monkeypatch.setenv("COMPUTE_DIVIDE_PORT", "3002")
    monkeypatch.setenv("COMPUTE_DIVIDE_CRON", "0 7 * * *")
    assert is_current(settings)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_starts_a_run(settings: Settings, change: str) -> None:
    CHANGES[change](settings)
    assert not is_current(settings)


def test_an_address_of_the_site_starts_a_run(settings: Settings) -> None:
    served = replace(settings, site="https://example.org")
    assert not is_current(served)


def test_a_live_run_always_asks_the_publishers(settings: Settings) -> None:
    assert news.has_new_files(Settings(settings.home, LIVE_SOURCES))


def test_the_repository_of_another_project_is_not_ours(settings: Settings) -> None:
    """A wheel can lie in an environment inside the repository of another project."""
    project = settings.home.parent
    subprocess.run(["git", "init", "--quiet", str(project.parent)], check=True)
    assert news.code_version() == version("compute-divide")


def test_a_build_starts_once_for_what_is_new_and_never_beside_a_run(parsed: Settings) -> None:
    definitions = build_definitions(parsed)
    sensor = definitions.resolve_sensor_def("news")
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance)

        def tick() -> dg.RunRequest | dg.SkipReason:
            answer = sensor(context)
            assert isinstance(answer, dg.RunRequest | dg.SkipReason)
            return answer

        with patch("orchestration.definitions.is_anything_stored", return_value=False):
            assert isinstance(tick(), dg.SkipReason)
        with patch("orchestration.definitions.is_anything_stored", return_value=True):
            requests = [tick(), tick()]
            versions = {one.run_key for one in requests if isinstance(one, dg.RunRequest)}
            assert versions == {news.data_version(parsed)}
            with patch("orchestration.definitions.is_published", return_value=True):
                assert isinstance(tick(), dg.SkipReason)
            job = definitions.resolve_job_def(BUILD)
            instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
            assert isinstance(tick(), dg.SkipReason)
