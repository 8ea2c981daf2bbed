"""A run shows a line for each stage in a terminal, and writes all other output to a log file."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import uuid
from pathlib import Path

import dagster as dg
import pytest

from orchestration import __main__
from orchestration.cli.stages import Stages, headlines, output_to, stage_of
from tests.builders import ROOT

DBT = "1 of 3 START sql table model a\n1 of 3 OK created sql table model a\n2 of 3 START sql\n"
RUN = """
import subprocess, sys, time
from pathlib import Path
from orchestration.cli.stages import Stages, output_to
shared = Path(sys.argv[1]) / "logs" / "sample.log"
with output_to(shared) as (terminal, log), Stages(terminal, log) as stages:
    stages.begin("Building tables")
    subprocess.run(["echo", "7 of 9 OK created"], check=True)
    print("hidden", flush=True)
    time.sleep(1.2)
    stages.warn("Waiting for the warehouse")
print("done")
"""


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        ("raw__epoch_models", "Landing files"),
        ("raw_expectations", "Checking files"),
        ("snapshots_expectations", "Checking files"),
        ("warehouse", "Building tables"),
        ("staging_expectations", "Checking tables"),
        ("marts_expectations", "Checking tables"),
        ("publication", "Drawing and publishing"),
    ],
)
def test_steps_are_named_as_a_user_would(step: str, stage: str) -> None:
    assert stage_of(step) == stage


def test_each_stage_is_one_line_with_its_progress(tmp_path: Path) -> None:
    log, terminal = tmp_path / "sample.log", io.StringIO()
    log.write_text(DBT)
    with Stages(terminal, log) as stages:
        for stage in ("Preparing", "Building tables", "Building tables", "Checking tables"):
            stages.begin(stage)
    shown = [line.split("  ")[0] for line in terminal.getvalue().splitlines()]
    assert shown == ["Preparing", "Building tables", "Checking tables"]
    assert "1 of 3" in terminal.getvalue()


def test_a_failed_step_is_not_told_once_for_each_later_step(tmp_path: Path) -> None:
    terminal, run = io.StringIO(), str(uuid.uuid4())

    @dg.op
    def first() -> int:
        raise dg.Failure("a bad row", allow_retries=False)

    @dg.op
    def second(value: int) -> None: ...

    @dg.op
    def warning() -> None:
        dg.get_dagster_logger().warning("a source is degraded")

    @dg.job
    def job() -> None:
        warning()
        second(first())

    stages = Stages(terminal, tmp_path / "sample.log")
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_event_listener(run, stages.show)
        job.execute_in_process(instance=instance, run_id=run, raise_on_error=False)
    assert "a source is degraded" in terminal.getvalue()
    assert "Dependencies" not in terminal.getvalue()


def test_a_terminal_is_redrawn_and_the_log_has_the_rest(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], cwd=ROOT, stdout=theirs, stderr=theirs,
        check=True,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert shown.count("Building tables") >= 3
    assert "\r" in shown
    assert "7 of 9" in shown
    assert "Waiting for the warehouse" in shown
    assert shown.rstrip().endswith("done")
    assert "hidden" not in shown
    assert (tmp_path / "logs" / "sample.log").read_text() == "7 of 9 OK created\nhidden\n"


def test_two_runs_at_once_have_two_logs(tmp_path: Path) -> None:
    """Each run shows its own progress, and a later run reuses the first log."""
    shared = tmp_path / "sample.log"
    with output_to(shared) as (_, first):
        subprocess.run(["echo", "3 of 9 OK created"], check=True)
        with output_to(shared) as (_, second), Stages(io.StringIO(), second) as stages:
            subprocess.run(["echo", "7 of 9 OK created"], check=True)
            stages.begin("Building tables")
            assert stages._progress() == "7 of 9"
        assert (first.name, second.name) == ("sample.log", "sample.2.log")
        assert (first.read_text(), second.read_text()) == (
            "3 of 9 OK created\n",
            "7 of 9 OK created\n",
        )
    with output_to(shared) as (_, third):
        assert (third, third.read_text()) == (shared, "")


def test_headlines_are_plain_text(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    assert headlines(page) == []
    claim = '7% of &#39;models&#39; (<span class="keep">1 of 14</span>)'
    page.write_text(f'<p class="lead">{claim}</p><p>other</p><p class="claim">Two.</p>')
    assert headlines(page) == ["7% of 'models' (1 of 14)", "Two."]


@pytest.mark.parametrize(
    ("severity", "errors"),
    [
        (dg.AssetCheckSeverity.WARN, []),
        (dg.AssetCheckSeverity.ERROR, ["marts/metrics: the check plausible failed, observed: 1"]),
    ],
)
def test_a_warning_of_a_blocking_check_is_no_error(
    severity: dg.AssetCheckSeverity, errors: list[str]
) -> None:
    @dg.asset(key=["marts", "metrics"])
    def metrics() -> None: ...

    @dg.asset_check(asset=metrics, blocking=True)
    def plausible() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False, severity=severity, metadata={"observed": 1})

    job = dg.Definitions(
        assets=[metrics], asset_checks=[plausible], jobs=[dg.define_asset_job("run")]
    ).resolve_job_def("run")
    events = job.execute_in_process(raise_on_error=False).all_events
    found = [error for error in __main__._errors(events) if "observed" in error]
    assert found == errors
