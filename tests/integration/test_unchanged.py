"""A second run: nothing is repeated, nothing is reported as new, and faults are repaired."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from orchestration import settings, unchanged
from orchestration.settings import SAMPLE
from tests.builders import ROOT, run_environment, run_refresh


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a refreshed installation, which has been refreshed once more in its place."""
    copy = tmp_path_factory.mktemp("unchanged") / "home"
    shutil.copytree(sample_home, copy, symlinks=True)
    done = run_refresh(copy, "sample")
    assert done.returncode == 0, done.stderr
    return copy


def runs(home: Path) -> int:
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        return instance.get_runs_count()


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if not path.is_symlink())


@pytest.fixture(autouse=True)
def _environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))


def test_a_run_without_news_starts_nothing(home: Path) -> None:
    before = runs(home), publications(home)
    started = time.monotonic()
    done = run_refresh(home, "sample")
    # Half a second on an idle machine; other tests run beside this one.
    assert time.monotonic() - started < 5
    assert done.stdout.startswith("Nothing changed since the last run")
    assert "of the sample's notable models" in done.stdout
    assert done.stdout.rstrip().endswith(str(home / "published" / "latest" / "index.html"))
    assert (runs(home), publications(home)) == before


def test_a_run_of_the_job_without_news_reports_no_table_as_new(home: Path) -> None:
    before = runs(home), publications(home)
    command = [sys.executable, "-m", "orchestration", "--full"]
    done = subprocess.run(
        command, cwd=ROOT, env=run_environment(home, "sample"), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (runs(home), publications(home)) == (before[0] + 1, before[1])
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        (run,) = instance.get_run_records(limit=1)
        events = [e.dagster_event for e in instance.all_logs(run.dagster_run.run_id)]
    kinds = [event for event in events if event is not None]
    new = {e.asset_key.path[0] for e in kinds if e.is_step_materialization and e.asset_key}
    assert new == {"raw"}
    results = [e for e in kinds if e.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION]
    assert len(results) > 200
    assert all("unchanged" in e.asset_check_evaluation_data.metadata for e in results)


def test_a_spoiled_publication_is_published_again(home: Path) -> None:
    latest = home / "published" / "latest"
    original = (latest / "metrics.csv").read_bytes()
    (latest / "metrics.csv").write_bytes(original[:-100])
    done = run_refresh(home, "sample")
    assert done.returncode == 0, done.stderr
    assert "Drawing and publishing" in done.stdout
    assert (latest / "metrics.csv").read_bytes() == original


def test_a_new_file_is_news(home: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sources")
    chosen = settings.Settings(home, str(tmp_path / "sources"))
    before = unchanged.source_files(chosen)
    (tmp_path / "sources" / "notes.txt").write_text("no source")
    assert unchanged.source_files(chosen) == before
    models = next((tmp_path / "sources" / "epoch").iterdir())
    models.write_bytes(models.read_bytes() + b"\n")
    assert unchanged.source_files(chosen) != before
    assert unchanged.source_files(settings.Settings(home, "live")) is None
    assert not unchanged.nothing_to_do(settings.Settings(home, "live"), None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"inputs": null}', "\0"])
def test_a_broken_record_starts_a_run(home: Path, text: str) -> None:
    chosen = settings.Settings(home, "sample")
    files = unchanged.source_files(chosen)
    for record in (unchanged.run_record(chosen), unchanged.publication_record(chosen)):
        kept = record.read_text()
        record.write_text(text)
        assert not unchanged.nothing_to_do(chosen, files)
        record.write_text(kept)


def test_the_log_has_what_the_terminal_leaves_out(home: Path) -> None:
    assert "dagster" in (home / "logs" / "sample.log").read_text()
    assert json.loads((home / "warehouse" / "sample.run.json").read_text())["inputs"]
