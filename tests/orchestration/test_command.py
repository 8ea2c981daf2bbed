"""Every command explains itself at once, and refuses a wrong use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from click.testing import CliRunner

from ingestion.registry import SOURCES
from ingestion.sources import GROUPS
from orchestration.cli import report
from orchestration.cli.command import main
from orchestration.ingest.assets import PAPERS
from orchestration.run.settings import RECORD_SOURCES, Settings
from tests.builders import ROOT

HELP = """
import sys
from click.testing import CliRunner
from orchestration.cli.command import main
for name in main.commands:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0 and "Usage: " in result.output, result.output
print(sorted({"dagster", "dbt", "duckdb", "pandas"}.intersection(sys.modules)))
"""


def test_help_of_a_report_names_each_source() -> None:
    words = CliRunner().invoke(main, ["report", "--help"]).output.split()
    assert not {*SOURCES, *GROUPS}.difference(words)
    lists = {name for name, source in SOURCES.items() if source.table == PAPERS}
    assert lists < {*GROUPS["papers"]}


def test_help_loads_no_library_of_a_run() -> None:
    output = subprocess.check_output([sys.executable, "-c", HELP], cwd=ROOT, text=True)
    assert output == "[]\n"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["report", "--accept", "rows_of_year_lost"], "--accept and --reason go together"),
        (["prune", "--runs", "0"], "0 is not in the range x>=1"),
        (["serve", "--port", "99999"], "99999 is not in the range 1<=x<=65535"),
        (["verify"], "COMPUTE_DIVIDE_SOURCES='records' is not valid"),
    ],
)
def test_a_wrong_use_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, command: list[str], message: str
) -> None:
    monkeypatch.setenv("COMPUTE_DIVIDE_SOURCES", "records")
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_full_disk_ends_with_what_to_free(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, reason = Settings(tmp_path, RECORD_SOURCES), "the run failed."
    with pytest.raises(click.ClickException):
        report._fail(settings, ["no such column"], reason)
    with patch("os._exit", side_effect=SystemExit) as ended, pytest.raises(SystemExit):
        report._fail(settings, ["IO Error: No space left on device"], reason)
    ended.assert_called_once_with(1)
    assert f"The disk of {tmp_path} is full: free some space" in capsys.readouterr().err


FAULTS = {
    "semicolons": ("model;organization;publication_date", "is it separated by semicolons"),
    "no column": ("model,publication_date\nA,2020-01-01", "column 'organization'"),
    "a late date": ("model,organization,publication_date\nA,B,2099-01-01", "found 2099-01-01"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_file_of_ones_own_is_named_before_a_run_starts(
    tmp_path: Path, write: Callable[[str, str], Path], text: str, message: str
) -> None:
    file = write("own/own_models/2026-01-01_mine.csv", text)
    home = tmp_path / "home"
    settings = {"SOURCES": file.parents[1], "HOME": home, "ONLY": ""}
    environment = {f"COMPUTE_DIVIDE_{name}": str(value) for name, value in settings.items()}
    result = CliRunner().invoke(main, ["report"], env=environment)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not [*home.rglob("*.log")]
