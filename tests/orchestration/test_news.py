"""A run builds if a file, the code or a setting is new, or if the publication was changed."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock, patch

import dagster as dg
import duckdb
import pytest

from ingestion.registry import SOURCES
from orchestration.definitions import BUILD, build_definitions
from orchestration.run import news
from orchestration.run.settings import LIVE_SOURCES, Settings
from tests.builders import land_folder, list_of_models


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation that has published a directory with one list."""
    (tmp_path / "sources" / "epoch").mkdir(parents=True)
    (tmp_path / "sources" / "epoch" / "notable_ai_models.csv").write_text(list_of_models(3))
    code = tmp_path / "code"
    code.mkdir()
    (code / "model.sql").write_text("select 1")
    monkeypatch.setattr(news, "ROOT", tmp_path)
    monkeypatch.setattr(news, "CODE", ("code",))
    news.code_digest.cache_clear()
    settings = Settings(tmp_path / "home", str(tmp_path / "sources"), only=("epoch",))
    land_folder(tmp_path / "sources", SOURCES["epoch"], settings.raw)
    settings.warehouse.parent.mkdir()
    duckdb.connect(settings.warehouse).close()
    publish(settings, "20260101T000000Z")
    yield settings
    news.code_digest.cache_clear()


def publish(settings: Settings, name: str) -> None:
    folder = settings.published / name
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("a page")
    stated = {
        "data_version": news.data_version(settings),
        "files": {"index.html": "hash"},
        "sources": "directory",
    }
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
    "file": lambda s: list_of(s).write_text(list_of_models(4)),
    "new file": lambda s: list_of(s).with_name("all_ai_models.csv").write_text("Model\n"),
    "code": lambda s: (s.home.parent / "code" / "model.sql").write_text("select 2"),
    "withdrawn file": lambda s: shutil.rmtree(snapshot(s)),
    "cut table": lambda s: touch_later(next(snapshot(s).glob("*.parquet"))),
    "lost table": lambda s: next(snapshot(s).glob("*.parquet")).unlink(),
    "cut warehouse": lambda s: os.truncate(s.warehouse, 4096),
    "publication": lambda s: shutil.rmtree(s.published / "20260101T000000Z"),
    "another publication": other_publication,
    "changed page": lambda s: touch_later(s.latest / "index.html"),
    "lost page": lambda s: (s.latest / "index.html").unlink(),
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


def test_the_ui_with_its_address_of_the_site_builds_nothing_again(settings: Settings) -> None:
    served = replace(settings, site="http://127.0.0.1:3001", repository="https://example.org")
    assert is_current(served)
    assert news.made_of(served) == news.made_of(settings)


def test_a_live_run_always_asks_the_publishers(settings: Settings) -> None:
    assert news.has_new_files(Settings(settings.home, LIVE_SOURCES))


@pytest.fixture
def tick(parsed: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Tick the sensor once over a version, with the last publication or any other; return why not.

    An empty reason is a build.
    """
    sensor = build_definitions(parsed).resolve_sensor_def("news")
    monkeypatch.setattr("orchestration.definitions.is_anything_stored", lambda _: True)
    cursor: list[str | None] = [None]
    with dg.DagsterInstance.ephemeral() as instance:

        def tick(version: str, published: str = "") -> str:
            monkeypatch.setattr("orchestration.definitions.data_version", lambda _: version)
            is_published = version == published
            monkeypatch.setattr("orchestration.definitions.is_published", lambda _: is_published)
            context = dg.build_sensor_context(instance, cursor=cursor[0])
            answer = sensor(context)
            cursor[0] = context.cursor
            if isinstance(answer, dg.SkipReason):
                return str(answer.skip_message)
            assert isinstance(answer, dg.RunRequest)
            assert answer.run_key is None  # Dagster never starts a run for a key again
            return ""

        yield tick


def test_a_version_that_comes_back_is_built_and_a_failed_one_waits(
    tick: Callable[..., str],
) -> None:
    """A withdrawal and a rollback give back the version from before."""
    assert not tick("A")
    assert "failed: see its run" in tick("A")
    assert not tick("B", published="A")
    assert not tick("A", published="B")
    assert "is made from the stored files" in tick("A", published="A")
    # A build of B failed, the code went back to A, and then B comes again.
    assert not tick("B", published="A")
    assert tick("A", published="A")
    assert not tick("B", published="A")


def test_a_failed_build_starts_again_the_next_day(
    tick: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [bool(tick("A")) for _ in range(2)] == [False, True]
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    monkeypatch.setattr("orchestration.definitions.dt", Mock(datetime=Mock(now=lambda _: tomorrow)))
    assert not tick("A")


def test_no_build_starts_beside_a_run_or_without_files(
    parsed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    definitions = build_definitions(parsed)
    sensor = definitions.resolve_sensor_def("news")
    with dg.DagsterInstance.ephemeral() as instance:
        for is_stored, reason in ((False, "No file is stored"), (True, "A run is at work")):
            monkeypatch.setattr(
                "orchestration.definitions.is_anything_stored", lambda _, found=is_stored: found
            )
            answer = sensor(dg.build_sensor_context(instance))
            assert isinstance(answer, dg.SkipReason)
            assert reason in str(answer.skip_message)
            job = definitions.resolve_job_def(BUILD)
            instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)


def test_a_refused_build_rests_until_a_file_or_the_code_changes(
    settings: Settings, tick: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sensor says why. A build of some tables only is of no version, and so not kept."""
    news.refuse(settings, {}, ["of some tables"])
    assert news.refused(settings) == []
    made = news.made_of(settings)
    news.refuse(settings, made, ["shares moved", "withdraw it"])
    assert news.refused(settings) == ["shares moved", "withdraw it"]
    monkeypatch.setattr("orchestration.definitions.refused", lambda _: news.refused(settings))
    assert tick("A") == f"Refused: shares moved withdraw it {news.REST}"
    shutil.rmtree(next((settings.raw / "epoch").glob("2*")))
    assert news.refused(settings) == []
    assert not tick("B")
