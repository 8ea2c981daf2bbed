"""A run shows a line for each stage in a terminal, and writes all other output to a log file."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from ingestion.credentials import MAIL_SERVER, redact
from orchestration.cli.stages import Stages
from orchestration.run.alerts import MAIL_TO, alert_sensors, mail_fault
from tests.builders import ROOT

RUN = """
import subprocess, sys
from pathlib import Path
from orchestration.cli.stages import Stages, output_to
with output_to(Path(sys.argv[1])) as terminal:
    stages = Stages(terminal)
    stages.begin("Building tables")
    subprocess.run(["echo", "output of dbt"], check=True)
    print("output of Python")
    stages.begin("")
print("done")
"""


def test_the_terminal_has_the_stages_and_the_log_has_the_rest(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "run.log"
    output = subprocess.check_output([sys.executable, "-c", RUN, str(log)], cwd=ROOT, text=True)
    assert [line.split("  ")[0] for line in output.splitlines()] == ["Building tables", "done"]
    assert log.read_text() == "output of dbt\noutput of Python\n"


def test_stages_and_warnings_are_shown_and_later_steps_of_a_failure_are_not() -> None:
    terminal = io.StringIO()

    @dg.op
    def raw_files() -> int:
        dg.get_dagster_logger().warning("a source is degraded")
        return 1

    @dg.op
    def warehouse(value: int) -> int:
        raise dg.Failure("a bad row", allow_retries=False)

    @dg.op
    def publication(value: int) -> None: ...

    @dg.job
    def job() -> None:
        publication(warehouse(raw_files()))

    stages, run = Stages(terminal), str(uuid4())
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_event_listener(run, stages.show)
        job.execute_in_process(instance=instance, run_id=run, raise_on_error=False)
    stages.begin("")
    starts = [line.strip().split("  ")[0] for line in terminal.getvalue().splitlines()]
    assert starts == ["a source is degraded", "Ingesting files", "Building tables"]


def test_a_failed_run_is_mailed_if_a_server_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MAIL_SERVER, raising=False)
    assert alert_sensors() == []
    monkeypatch.setenv(MAIL_SERVER, "smtps://user:p%40ss@mail.example.org")
    monkeypatch.setenv(MAIL_TO, "one@example.org, two@example.org")
    (sensor,) = alert_sensors()
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING


@pytest.mark.parametrize(
    ("server", "to"),
    [
        ("smtps://user:S3CRET/part@mail.example.org:465", "a@example.org"),
        ("mail.example.org", "a@example.org"),
        ("smtp://user:S3CRET@mail.example.org:99999", "a@example.org"),
        ("smtp://user:S3CRET@mail.example.org", ""),
    ],
)
def test_a_wrong_setting_of_mail_is_named_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, server: str, to: str
) -> None:
    monkeypatch.setenv(MAIL_SERVER, server)
    monkeypatch.setenv(MAIL_TO, to)
    assert alert_sensors() == []
    assert "so no mail is sent" in mail_fault()
    assert "S3CRET" not in mail_fault() + redact(f"could not reach {server}")
