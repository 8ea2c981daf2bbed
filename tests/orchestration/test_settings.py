"""Valid settings are accepted, and others are refused with a clear error."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
from multiprocessing.synchronize import Barrier
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.telemetry import log_action
from dagster._core.telemetry_upload import uploading_logging_thread
from dagster_shared.telemetry import cleanup_telemetry_logger

from ingestion.registry import SOURCES
from orchestration import definitions, settings
from orchestration.cli import backup
from orchestration.settings import ROOT, SAMPLE, Settings, SettingsError, load
from tests.builders import run_environment
from tests.processes import FORKS, start


def test_sample_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.delenv("COMPUTE_DIVIDE_SOURCES", raising=False)
    loaded = load()
    assert (loaded.home, loaded.source_directory, loaded.collection) == (tmp_path, SAMPLE, "sample")


def test_an_unknown_value_is_refused_with_the_valid_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "smaple")
    with pytest.raises(SettingsError, match=r"'smaple' is not valid: use 'sample', 'live', or a"):
        load()


def test_the_error_lists_the_folder_of_every_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "nowhere")
    monkeypatch.setitem(SOURCES, "planets", SOURCES["ror"])
    with pytest.raises(
        SettingsError, match=re.escape("".join(f"{name}/, " for name in SOURCES)[:-2])
    ):
        load()


def test_sample_and_publishers_never_share_a_folder(tmp_path: Path) -> None:
    sample = Settings(tmp_path, "sample")
    directory = Settings(tmp_path, str(tmp_path))
    assert sample.raw != directory.raw
    assert sample.warehouse != directory.warehouse
    assert directory.raw == Settings(tmp_path, "live").raw


def test_telemetry_is_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    chosen = Settings(tmp_path, "sample")
    settings.prepare(chosen)
    assert "enabled: false" in (chosen.dagster_home / "dagster.yaml").read_text()
    assert chosen.dbt_environment()["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"


@pytest.mark.parametrize("text", [None, "", "telemetry: {enabled: tr", "[", "telemetry:\n  - \0"])
def test_a_missing_or_torn_configuration_of_another_home_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("DAGSTER_HOME", str(elsewhere))
    monkeypatch.delenv("DAGSTER_DISABLE_TELEMETRY", raising=False)
    if text is not None:
        elsewhere.mkdir()
        (elsewhere / "dagster.yaml").write_text(text)
    settings.prepare(Settings(tmp_path, "sample"))
    with dg.DagsterInstance.get() as instance:
        assert instance.root_directory == str(elsewhere)
        assert not instance.telemetry_enabled
    assert not list(elsewhere.glob("tmp*"))


# These are the file of release a99531a, and an older one with fewer settings.
OLDER = (
    "# Dagster uses this file if DAGSTER_HOME is not set. Otherwise orchestration.settings copies",
    "# Used as it is when DAGSTER_HOME is not set, and copied there where it is missing.",
)


@pytest.mark.parametrize("first_line", OLDER)
def test_the_configuration_of_another_release_is_replaced_with_a_line_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    first_line: str,
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    text = f"{first_line}\ntelemetry:\n  enabled: false\n"
    path = tmp_path / "dagster.yaml"
    path.write_text(text)
    for _ in range(2):
        settings.prepare(Settings(tmp_path, "sample"))
    assert capsys.readouterr().err == (
        f"{path} is of another release: replaced, and kept as dagster.yaml.old\n"
    )
    assert "MonitoredRunLauncher" in path.read_text()
    assert (tmp_path / "dagster.yaml.old").read_text() == text


def test_no_telemetry_is_sent_whatever_the_operator_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.delenv("DAGSTER_DISABLE_TELEMETRY", raising=False)
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: true}")
    settings.prepare(Settings(tmp_path, "sample"))
    assert (tmp_path / "dagster.yaml").read_text() == "telemetry: {enabled: true}"
    threads = threading.active_count()
    with uploading_logging_thread():
        assert threading.active_count() == threads


def test_every_python_of_the_environment_starts_without_telemetry() -> None:
    """A UI with another DAGSTER_HOME sends before it reads our code."""
    variables = ("DAGSTER_DISABLE_TELEMETRY", "DO_NOT_TRACK")
    environment = {key: value for key, value in os.environ.items() if key not in variables}
    program = f"import os; print([os.environ.get(name) for name in {variables}])"
    command = [sys.executable, "-c", program]
    output = subprocess.check_output(command, env=environment, text=True)
    assert output == "['1', '1']\n"


def first_run(environment: dict[str, str], together: Barrier) -> None:
    """Prepare an installation when all processes have started."""
    os.environ.clear()
    os.environ.update(environment)
    together.wait()
    settings.prepare(settings.load())
    dg.DagsterInstance.get().dispose()


def test_first_runs_that_start_together_take_turns(tmp_path: Path) -> None:
    """Dagster creates the tables of a new database in several steps."""
    environment = run_environment(tmp_path / "home", "sample")
    together = FORKS.Barrier(4)
    started = [start(first_run, environment, together) for _ in range(together.parties)]
    for one in started:
        one.join(60)
    assert [one.exitcode for one in started] == [0] * together.parties


def test_what_dagster_collected_before_it_read_our_code_is_deleted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`dagster asset materialize` with a DAGSTER_HOME elsewhere collects before it loads code."""
    monkeypatch.setattr(os, "environ", {**os.environ, "DAGSTER_HOME": str(tmp_path)})
    monkeypatch.setattr(logging.getLogger("dagster_telemetry_logger"), "filters", [])
    collected = tmp_path / "logs" / "event.log"
    with dg.DagsterInstance.get() as instance:
        log_action(instance, "started")
        assert collected.stat().st_size > 0
        assert settings.prepare(Settings(tmp_path / "home", "sample"))
        assert not collected.exists()
        log_action(instance, "ended")
        assert collected.stat().st_size == 0
    cleanup_telemetry_logger()
    assert not settings.prepare(Settings(tmp_path / "home", "sample"))


def test_a_ui_that_started_without_our_configuration_has_to_start_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "DAGSTER_HOME": str(tmp_path / "dagster")})
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path))
    monkeypatch.setattr(definitions, "build_definitions", lambda _: dg.Definitions())
    monkeypatch.setattr(sys, "argv", ["dagster", "api", "grpc", "-m", "orchestration.definitions"])
    with pytest.raises(SettingsError, match="start Dagster again"):
        definitions.defs()
    definitions.defs()


def test_data_that_cannot_be_fetched_again_is_deleted_by_name_only() -> None:
    def deleted(*arguments: str) -> set[str]:
        command = ["make", "--dry-run", "--always-make", "clean", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return {word for word in done.stdout.split() if word.startswith("data")}

    rebuilt = {"data/dbt", "data/preview", "data/logs", "data/spark"}
    assert deleted() == rebuilt
    # The warehouse has the history of labels, which no run can compute again.
    kept = {
        "RAW": "data/raw",
        "WAREHOUSE": "data/warehouse",
        "PUBLISHED": "data/published",
        "HISTORY": "data/dagster",
    }
    for name, folder in kept.items():
        assert deleted(f"{name}=1") == {*rebuilt, folder}
    assert set(kept.values()) >= {f"data/{folder}" for folder in backup.KEPT}


@pytest.mark.parametrize("name", ["one,two", "one\\two", "a [b]", "all*", "what?", "#1"])
def test_a_home_that_duckdb_cannot_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_HOME", str(tmp_path / name))
    with pytest.raises(SettingsError, match="choose a path without"):
        settings.load()


def test_addresses_of_site_and_code_are_of_the_web(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "sample")
    monkeypatch.setenv("COMPUTE_DIVIDE_SITE", "https://example.org/divide/")
    monkeypatch.delenv("COMPUTE_DIVIDE_REPOSITORY", raising=False)
    found = settings.load()
    assert (found.site, found.repository) == ("https://example.org/divide", "")
    monkeypatch.setenv("COMPUTE_DIVIDE_REPOSITORY", "javascript:alert(1)")
    with pytest.raises(settings.SettingsError, match=r"COMPUTE_DIVIDE_REPOSITORY=.* is not"):
        settings.load()
