"""Old runs, logs and publications are listed, and deleted only on request."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from orchestration.cli.command import main
from orchestration.publish.prune import delete_run, old_publications, old_runs
from orchestration.run.settings import Settings, prepare


def publish(home: Path, name: str, sources: str = "live") -> Path:
    folder = home / "published" / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"sources": sources, "files": {"a": "b"}}))
    return folder


def test_each_kind_of_sources_keeps_its_newest_publications(tmp_path: Path) -> None:
    for day in range(1, 6):
        publish(tmp_path, f"2026010{day}T000000Z")
    publish(tmp_path, "20250101T000000Z", "record")
    settings = Settings(tmp_path, "live")
    settings.latest.symlink_to("20260102T000000Z", target_is_directory=True)
    (settings.published / ".publishing-1").mkdir()
    (settings.published / "20250101").write_text("of a person")
    (publish(tmp_path, "20250102T000000Z") / "manifest.json").write_text('{"files": {}}')
    old = [folder.name for folder in old_publications(settings, 2)]
    assert old == ["20260103T000000Z", "20260101T000000Z"]


@dg.asset
def table() -> None: ...


def test_the_newest_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    prepare(Settings(tmp_path, "live"))
    with dg.DagsterInstance.get() as instance:
        runs = [dg.materialize([table], instance=instance).run_id for _ in range(3)]
        assert old_runs(instance, 2) == runs[:1]
        delete_run(instance, runs[0])
        assert {run.run_id for run in instance.get_runs()} == set(runs[1:])
        assert not list((tmp_path / "dagster" / "history" / "runs").glob(f"{runs[0]}*"))
        assert instance.get_latest_materialization_event(table.key) is not None


def test_nothing_is_deleted_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    prepare(Settings(tmp_path, "record"))
    with dg.DagsterInstance.get() as instance:
        for _ in range(3):
            dg.materialize([table], instance=instance)
    command = ["prune", "--publications", "1", "--runs", "1"]
    old, new = (publish(tmp_path, f"2026010{day}T000000Z") for day in (1, 2))
    listed = CliRunner().invoke(main, command)
    assert "1 publications, 2 runs, 0 logs\n" in listed.output
    assert old.exists()
    CliRunner().invoke(main, [*command, "--delete"])
    with closing(sqlite3.connect(tmp_path / "dagster/history/runs/index.db")) as connection:
        assert connection.execute("pragma freelist_count").fetchall() == [(0,)]
    assert not old.exists()
    assert new.exists()
