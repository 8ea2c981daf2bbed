"""Processes that are forked from a process that has already imported their libraries.

Imports of Dagster, Great Expectations and the plotting libraries take six seconds of one core.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NoReturn

import pytest

from orchestration.dbt import command
from orchestration.dbt.manifest import ensure_manifest
from orchestration.settings import DBT_PROJECT, Settings, dbt_executable
from tests.builders import ROOT, run_environment

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        *("tests.contract.adapters", "tests.ingestion.openalex.test_faults"),
        *("orchestration.definitions", "great_expectations", "reports.publish"),
        *("dbt.cli.main", "scipy.optimize", *command.NEEDED),
    ]
)
SECONDS = 900
OUTPUTS = ("stdout", "stderr")


def start(function: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a function of a module in its own process, which a test can kill."""
    process = FORKS.Process(target=function, args=arguments, daemon=True)
    process.start()
    return process


def run_forked(
    home: Path, sources: str, *arguments: str, module: str = "orchestration"
) -> CompletedProcess[str]:
    """Run ``python -m module`` with its state under ``home``; its libraries are imported."""
    return _run(refresh, module, arguments, run_environment(home, sources))


def run_dbt(settings: Settings, *arguments: str) -> CompletedProcess[str]:
    """Run dbt in an installation, without its imports, and with one model at a time.

    Threads that wait for each other cost more than they save where tables are small.
    """
    ensure_manifest(settings)
    environment = {**os.environ, **settings.dbt_environment()}
    options = ["--profiles-dir", ".", "--threads", "1"]
    return _run(dbt, dbt_executable(), [*arguments, *options], environment)


def fork_dbt(patch: pytest.MonkeyPatch) -> None:
    """Run dbt as a fork, without its imports, when code of this process starts its command."""

    def run(command: Sequence[str], *, env: Mapping[str, str], **_: Any) -> CompletedProcess[str]:
        program, *arguments = command
        assert program == dbt_executable()
        return _run(dbt, program, arguments, env)

    patch.setattr(subprocess, "run", run)


def _run(
    function: Callable[..., None],
    program: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
) -> CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        process = start(function, program, arguments, dict(environment), Path(folder))
        process.join(SECONDS)
        assert process.exitcode is not None, f"{program} has not ended after {SECONDS} seconds"
        texts = [(Path(folder) / name).read_text(encoding="utf-8") for name in OUTPUTS]
    return CompletedProcess([program, *arguments], process.exitcode, *texts)


def refresh(
    module: str, arguments: Sequence[str], environment: Mapping[str, str], output: Path
) -> None:
    """Become ``python -m module`` in a new session, with its output in files of a folder."""
    become(module, arguments, environment, ROOT, output)
    command.loaded_early = forked_early
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def dbt(script: str, arguments: Sequence[str], environment: Mapping[str, str], out: Path) -> None:
    """Become the program that runs dbt."""
    become(script, arguments, environment, DBT_PROJECT, out)
    runpy.run_path(script, run_name="__main__")


@contextmanager
def forked_early(settings: Settings) -> Iterator[None]:
    """Do what ``command.loaded_early`` does with a fork of this process, which has loaded dbt."""
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/dbt"
        process = os.fork()
        if process == 0:
            _wait_for_work(address, settings, reading, writing)
        os.close(reading)
        os.environ[command.WAITING] = address
        try:
            yield
        finally:
            del os.environ[command.WAITING]
            os.close(writing)
            os.waitpid(process, 0)


def _wait_for_work(address: str, settings: Settings, reading: int, writing: int) -> NoReturn:
    """Be the process that waits with dbt, and end when it has worked or the run has ended."""
    try:
        os.close(writing)
        sys.stdin = os.fdopen(reading)
        sys.stdout = os.fdopen(1, "w", buffering=1)
        os.environ.update(settings.dbt_environment())
        os.chdir(DBT_PROJECT)
        command.wait(address)
    except BaseException:  # noqa: BLE001 - this copy of the test process must end here
        traceback.print_exc()
    finally:
        os._exit(command.FAILED)


def become(
    program: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    place: Path,
    output: Path,
) -> None:
    """Become another program in a new session, with its output in files of a folder."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(place)
    for descriptor, name in enumerate(OUTPUTS, start=1):
        with (output / name).open("wb") as file:
            os.dup2(file.fileno(), descriptor)
    sys.argv = [program, *arguments]
