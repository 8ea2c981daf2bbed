"""The event log with open connections stores the same rows as Dagster's own storage."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration import event_storage, settings
from orchestration.event_storage import PooledSqliteEventLogStorage
from orchestration.settings import Settings

# Dagster stamps these columns with the clock of the storage.
CLOCKS = {"create_timestamp", "wipe_timestamp", "asset_details", "migration_completed"}


@dg.asset
def first() -> dg.MaterializeResult[Any]:
    return dg.MaterializeResult(metadata={"rows": 3}, tags={"a": "b"})


@dg.asset(deps=[first], check_specs=[dg.AssetCheckSpec("passes", asset="second")])
def second() -> Iterator[Any]:
    yield dg.AssetCheckResult(passed=True, metadata={"observed": 0})
    yield dg.MaterializeResult()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A prepared installation, with the storage of its configuration."""
    chosen = Settings(tmp_path / "home", "sample")
    monkeypatch.setenv("DAGSTER_HOME", str(chosen.dagster_home))
    settings.prepare(chosen)
    return chosen.dagster_home


def contents(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of every file, without times."""
    found = {}
    for path in sorted(folder.glob("*.db")):
        with sqlite3.connect(path) as connection:
            connection.row_factory = sqlite3.Row
            tables = connection.execute("select name from sqlite_master where type = 'table'")
            for (table,) in tables.fetchall():
                rows = connection.execute(f"select * from {table}").fetchall()
                found[f"{path.name} {table}"] = [
                    {key: value for key, value in dict(row).items() if key not in CLOCKS}
                    for row in rows
                ]
    return found


def test_a_prepared_installation_uses_it(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, PooledSqliteEventLogStorage)
        assert dg.materialize([first, second], instance=instance).success
    assert {path.name for path in (home / "history" / "runs").glob("index.db*")} == {"index.db"}


def test_events_of_earlier_runs_stay_readable(home: Path) -> None:
    named = (home / "dagster.yaml").read_text()
    (home / "dagster.yaml").write_text(settings.DAGSTER_CONFIG.read_text())
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        result = dg.materialize([first, second], instance=instance)
        stored = len(instance.all_logs(result.run_id))
    (home / "dagster.yaml").write_text(named)
    with dg.DagsterInstance.get() as instance:
        assert len(instance.all_logs(result.run_id)) == stored > 10
        assert instance.get_latest_materialization_event(first.key) is not None


def test_it_stores_what_dagster_stores(home: Path, tmp_path: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        for _ in range(2):
            dg.materialize([first, second], instance=instance)
        runs = [record.dagster_run.run_id for record in instance.get_run_records()]
        events = [event for run in runs for event in instance.all_logs(run)]
        kept = {}
        for one in (SqliteEventLogStorage, PooledSqliteEventLogStorage):
            storage = one(str(tmp_path / one.__name__))
            storage.register_instance(instance)
            for event in events:
                storage.store_event(event)
            assert sorted(storage.get_all_run_ids()) == sorted(runs)
            storage.delete_events(runs[0])
            storage.wipe_asset(first.key)
            storage.dispose()
            kept[one] = contents(tmp_path / one.__name__)
    assert kept[PooledSqliteEventLogStorage] == kept[SqliteEventLogStorage]
    assert len(kept[SqliteEventLogStorage][f"{runs[1]}.db event_logs"]) > 10


def test_a_wiped_storage_can_be_used_again(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        for _ in range(2):
            result = dg.materialize([first, second], instance=instance)
            assert len(instance.all_logs(result.run_id)) > 10
            instance.event_log_storage.wipe()
            assert instance.all_logs(result.run_id) == []


def test_few_files_are_open_at_a_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_storage, "MAX_OPEN", 2)
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, PooledSqliteEventLogStorage)
        for number in range(4):
            assert storage.get_logs_for_run(f"run{number}") == []
        assert len(storage._engines) == 2


def test_a_viewer_sees_events_while_the_run_goes_on(home: Path) -> None:
    seen = threading.Event()
    job = dg.Definitions([first]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.get() as viewer, dg.DagsterInstance.get() as writer:
        run = writer.create_run_for_job(job)
        writer.report_engine_event("started", run)
        viewer.watch_event_logs(run.run_id, None, lambda _event, _cursor: seen.set())
        writer.report_engine_event("goes on", run)
        assert seen.wait(20)


def test_an_event_reaches_the_file_of_its_run_without_waiting_for_the_disk(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        result = dg.materialize([first], instance=instance)
        storage = instance.event_log_storage
        assert isinstance(storage, PooledSqliteEventLogStorage)
        with storage.run_connection(result.run_id) as connection:
            assert connection.exec_driver_sql("pragma synchronous").scalar() == 1
            assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        path = Path(storage.path_for_shard(result.run_id))
        os.utime(path, (0, 0))
        instance.report_engine_event("goes on", instance.get_run_by_id(result.run_id))
        assert path.stat().st_mtime > 0
