"""A run whose process was killed is found within minutes, and starts once more."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import RunFailureReason
from dagster._core.execution.retries import auto_reexecution_should_retry_run
from dagster._daemon.monitoring.run_monitoring import monitor_started_run

from orchestration import run_launcher
from orchestration.run_launcher import MonitoredRunLauncher, alive_file
from orchestration.settings import SAMPLE_SOURCES, Settings, prepare
from tests.builders import ROOT, run_environment

RUN = """
import sys
from pathlib import Path
import dagster as dg
from orchestration.warehouse import LOCK, warehouse_resource

@dg.asset(required_resource_keys={LOCK})
def lands():
    print("lands", flush=True)
    sys.stdin.readline()

with dg.DagsterInstance.get() as instance:
    resources = {LOCK: warehouse_resource(Path(sys.argv[1]))}
    dg.materialize([lands], resources=resources, instance=instance)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the configuration that the platform writes."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    prepare(Settings(tmp_path, SAMPLE_SOURCES))
    return tmp_path / "dagster"


def test_the_configuration_asks_every_minute_and_repeats_what_was_killed(home: Path) -> None:
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert isinstance(instance.run_launcher, MonitoredRunLauncher)
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_poll_interval_seconds == 60
        assert instance.run_monitoring_start_timeout_seconds == 300
        assert instance.run_monitoring_max_resume_run_attempts == 0
        assert instance.run_retries_max_retries == 1
        assert not instance.run_retries_retry_on_asset_or_op_failure


def look(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRun:
    """Let Dagster's monitor check a run, and return the run after that."""
    record = instance.get_run_record_by_id(run_id)
    assert record is not None
    monitor_started_run(instance, None, record, logging.getLogger())  # type: ignore[arg-type]
    (found,) = instance.get_runs(dg.RunsFilter(run_ids=[run_id]))
    return found


def test_a_killed_run_fails_at_the_next_look(home: Path) -> None:
    environment = {**run_environment(home.parent, "sample"), "DAGSTER_HOME": str(home)}
    command = [sys.executable, "-c", RUN, str(home.parent / "warehouse" / "sample.duckdb")]
    with (
        dg.DagsterInstance.from_config(str(home)) as instance,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "lands\n"
        (run,) = instance.get_runs()
        file = alive_file(instance, run.run_id)
        past = time.time() - 2 * run_launcher.SETTLED_SECONDS
        os.utime(file, (past, past))
        assert look(instance, run.run_id).status == dg.DagsterRunStatus.STARTED
        process.kill()
        process.wait()
        os.utime(file)
        assert look(instance, run.run_id).status == dg.DagsterRunStatus.STARTED
        os.utime(file, (past, past))
        killed = look(instance, run.run_id)
        assert killed.status == dg.DagsterRunStatus.FAILURE
        assert auto_reexecution_should_retry_run(instance, killed, RunFailureReason.UNKNOWN)
        assert not auto_reexecution_should_retry_run(
            instance, killed, RunFailureReason.STEP_FAILURE
        )
