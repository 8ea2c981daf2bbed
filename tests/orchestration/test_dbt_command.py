"""The process that loads dbt early does the same as the command, and ends with the run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.dbt import command
from orchestration.settings import Settings
from tests.builders import ROOT

EXIT_CODE = 7
SECONDS = 60
# The command, with a function in place of dbt that prints its folder and its arguments.
STAND_IN = f"""#!{sys.executable}
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from orchestration.dbt import command

def run(runner, arguments):
    print(os.getpid(), arguments, os.environ["GIVEN"], os.getcwd(), flush=True)
    if arguments == ["die"]:
        os._exit(1)
    return {EXIT_CODE}

command.NEEDED, command._load, command.run = (), str, run
command.main()
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "dbt"
    path.write_text(STAND_IN, encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(command, "dbt_executable", lambda: str(path))
    monkeypatch.setenv("GIVEN", "by the command")
    return path


def started(program: Path, *arguments: str) -> tuple[int, int, list[str]]:
    """Run a command in its folder. Return its process, its exit code and its output."""
    with subprocess.Popen(
        [program, *arguments], cwd=program.parent, stdout=subprocess.PIPE, text=True
    ) as process:
        written, _ = process.communicate(timeout=SECONDS)
    return process.pid, process.returncode, written.split(maxsplit=1)


def wait_until_it_listens() -> None:
    """In a run, files land in this time. A command that comes earlier runs dbt itself."""
    ends = time.monotonic() + SECONDS
    while not Path(os.environ[command.WAITING]).exists() and time.monotonic() < ends:
        time.sleep(0.05)


def test_the_first_command_is_run_by_the_waiting_process(program: Path) -> None:
    with command.loaded_early(Settings(program.parent, "sample")):
        wait_until_it_listens()
        first, second = (started(program, "build", name) for name in ("one", "two"))
    for name, (_, code, (_, written)) in (("one", first), ("two", second)):
        assert code == EXIT_CODE
        assert written.strip() == f"['build', '{name}'] by the command {program.parent}"
    assert int(first[2][0]) != first[0]
    assert int(second[2][0]) == second[0]


def test_a_waiting_process_that_dies_is_an_error(program: Path) -> None:
    with command.loaded_early(Settings(program.parent, "sample")):
        wait_until_it_listens()
        _, code, _ = started(program, "die")
    assert code == command.FAILED


def test_the_waiting_process_ends_with_a_killed_run(program: Path) -> None:
    with subprocess.Popen(
        [program, command.WAIT, str(program.parent / "address")], stdin=subprocess.PIPE
    ) as waiting:
        assert waiting.stdin is not None
        waiting.stdin.close()  # as the operating system does if it kills the run
        assert waiting.wait(SECONDS) == command.FAILED
