"""A run keeps the lock from its first step to its end, and another run waits until then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import click
import duckdb
import pytest
from click.testing import CliRunner
from filelock import FileLock

from orchestration.cli.command import main
from orchestration.run.settings import RUN_LOCK
from tests.builders import ROOT, run_environment

RUN = """
import sys
from pathlib import Path
import dagster as dg
from orchestration.run.warehouse import LOCK, warehouse_resource

@dg.asset(required_resource_keys={LOCK})
def lands():
    print("lands", flush=True)
    sys.stdin.readline()

@dg.asset(deps=[lands])
def publishes():
    print("publishes", flush=True)
    sys.stdin.readline()

print("starts", flush=True)
resources = {LOCK: warehouse_resource(Path(sys.argv[1]))}
dg.materialize([lands, publishes], resources=resources)
print("ends", flush=True)
"""


@contextmanager
def run(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", RUN, str(folder / "record.duckdb")]
    with subprocess.Popen(
        command, cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def says_that_it_waits(process: subprocess.Popen[str], why: str = "run is in progress") -> bool:
    """Read the log of a process until it says that it waits."""
    assert process.stderr is not None
    return any(f"Another {why}. Waiting" in text for text in process.stderr)


def test_a_run_waits_until_another_program_closes_the_warehouse(tmp_path: Path) -> None:
    other = duckdb.connect(tmp_path / "record.duckdb")
    with run(tmp_path) as process:
        assert says_that_it_waits(process, "program has the warehouse open")
        other.close()
        assert [line(process.stdout) for _ in range(2)] == ["starts", "lands"]


def test_a_run_waits_for_the_end_of_another_even_if_that_is_killed(tmp_path: Path) -> None:
    with run(tmp_path) as first:
        assert [line(first.stdout) for _ in range(2)] == ["starts", "lands"]
        with run(tmp_path) as second:
            assert line(second.stdout) == "starts"
            assert says_that_it_waits(second)
            # The second step of the first run needs no lock of its own.
            go_on(first)
            assert line(first.stdout) == "publishes"
            go_on(first)
            assert [line(first.stdout), line(second.stdout)] == ["ends", "lands"]
            with run(tmp_path) as third:
                assert line(third.stdout) == "starts"
                assert says_that_it_waits(third)
                second.kill()
                assert line(third.stdout) == "lands"


def test_a_withdrawal_waits_for_the_run_that_reads_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = SimpleQueue[str]()
    monkeypatch.setattr(click, "echo", lambda text, **_: said.put(text))
    command = ["withdraw", "epoch", "2026", "--reason", "wrong"]
    environment = run_environment(tmp_path, "record")
    (tmp_path / "warehouse").mkdir()
    with ThreadPoolExecutor(1) as other:
        with FileLock(tmp_path / "warehouse" / RUN_LOCK):
            withdrawal = other.submit(CliRunner().invoke, main, command, env=environment)
            assert said.get().startswith("Another run is in progress. Waiting")
            assert not withdrawal.done()
        assert "epoch has no such snapshot" in withdrawal.result().stderr
