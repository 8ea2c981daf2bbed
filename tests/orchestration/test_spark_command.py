"""The command that builds the tables on Apache Spark as a part of a run."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.dbt import build_state
from orchestration.dbt.build_state import EVERYTHING, BuildState
from orchestration.settings import LIVE_SOURCES, Settings
from orchestration.spark.command import build_tables

FOLDER = "COMPUTE_DIVIDE_SPARK_TABLES"


def settings(home: Path, code: str) -> Settings:
    """Return settings in which Python runs a line of code in place of Spark."""
    command = shlex.join([sys.executable, "-c", code])
    return Settings(home, LIVE_SOURCES, spark=command)


def test_the_command_writes_the_tables_that_duckdb_reads(tmp_path: Path) -> None:
    code = f"import os; os.makedirs(os.environ[{FOLDER!r}] + '/marts.db')"
    chosen = settings(tmp_path, code)
    build_tables(chosen)
    assert (chosen.spark_tables / "marts.db").is_dir()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        pytest.param("exit(3)", "ended with status 3", id="fails"),
        pytest.param("pass", "set spark.sql.warehouse.dir", id="writes elsewhere"),
    ],
)
def test_a_command_without_tables_fails_the_run(tmp_path: Path, code: str, error: str) -> None:
    chosen = settings(tmp_path, code)
    earlier = chosen.spark_tables / "marts.db"
    earlier.mkdir(parents=True)
    with pytest.raises(dg.Failure, match=error):
        build_tables(chosen)
    assert not earlier.exists()


@pytest.mark.parametrize("command", ["no-such-command", "a 'quotation"])
def test_a_command_that_does_not_start_fails_the_run(tmp_path: Path, command: str) -> None:
    with pytest.raises(dg.Failure, match="does not start"):
        build_tables(Settings(tmp_path, LIVE_SOURCES, spark=command))


def test_spark_builds_every_table_if_any_file_is_new(tmp_path: Path) -> None:
    chosen = Settings(tmp_path, LIVE_SOURCES, spark="any")
    state = BuildState("engine", {}, {"epoch": "one"})
    chosen.warehouse.parent.mkdir(parents=True)
    chosen.warehouse.touch()
    build_state.save(chosen, state)
    assert build_state.dbt_arguments(chosen, state) is None
    changed = BuildState("engine", {}, {"epoch": "two"})
    assert build_state.dbt_arguments(chosen, changed) == EVERYTHING


def test_without_spark_dbt_reads_no_files_of_spark(tmp_path: Path) -> None:
    assert Settings(tmp_path, LIVE_SOURCES).dbt_environment()[FOLDER] == ""
