"""The command ``dbt``, with a stored parse of the project, and with a process that loads it early.

Loading dbt takes seconds of one core. A run starts ``compute-divide-dbt --wait ADDRESS`` before its
files land; the first dbt command that finds ADDRESS in its environment gives its work to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Client, Listener
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import DBT_PROJECT, PARSED, Settings, dbt_executable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from dbt.cli.main import dbtRunner

WAIT = "--wait"
WAITING = "COMPUTE_DIVIDE_DBT"
OUTPUTS = (1, 2)
# This command prepares what a build needs of the project and its profile. It opens no warehouse.
FIRST = ["list", "--select", "nothing", "--profiles-dir", ".", "--quiet", "--no-write-json"]
# A build imports these too.
NEEDED = ("dbt.adapters.duckdb", "dbt.compilation", "dbt.task.build", "scipy.special")
FAILED = 2


@contextmanager
def loaded_early(settings: Settings) -> Iterator[None]:
    """Load dbt while the body runs, for the first command of the body that runs dbt.

    The process ends with this one, also if this one is killed.
    """
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/dbt"
        process = subprocess.Popen(  # noqa: S603 - our own executable and arguments
            [dbt_executable(), WAIT, address],
            stdin=subprocess.PIPE,
            env={**os.environ, **settings.dbt_environment(), "PYTHONUNBUFFERED": "1"},
            cwd=DBT_PROJECT,
        )
        os.environ[WAITING] = address
        try:
            yield
        finally:
            del os.environ[WAITING]
            process.communicate()


def main() -> None:
    """Run dbt with the arguments of the command line, and exit as dbt does.

    The variable COMPUTE_DIVIDE_PARSED names the stored parse. dbt parses the project if it names
    none that exists.
    """
    given = sys.argv[1:]
    if given[:1] == [WAIT]:
        wait(given[1])
        return
    connection = _waiting_process()
    sys.exit(run(_load(), given) if connection is None else _give(connection, given))


def run(runner: dbtRunner, arguments: Sequence[str]) -> int:
    """Run dbt, and return its exit code."""
    done = runner.invoke(list(arguments))
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
        return FAILED
    return 0 if done.success else 1


def _load() -> dbtRunner:
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    from orchestration.dbt.shortcuts import take_shortcuts

    take_shortcuts()
    parsed = Path(os.environ.get(PARSED, ""))
    manifest = Manifest.from_msgpack(parsed.read_bytes()) if parsed.is_file() else None
    return dbtRunner(manifest=manifest)


def wait(address: str) -> None:
    """Load dbt, and run one command with the environment, folder and outputs it was given."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Listener(address) as listener:
        runner = _load()
        for name in NEEDED:
            import_module(name)
        run(runner, FIRST)
        accepted = listener.accept()
    with accepted as connection:
        arguments, environment, folder = connection.recv()
        for output in OUTPUTS:
            os.dup2(recv_handle(connection), output)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        connection.send(run(runner, arguments))


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(FAILED)


def _waiting_process() -> Connection | None:
    try:
        return Client(os.environ[WAITING])
    except (KeyError, FileNotFoundError, ConnectionRefusedError):
        return None  # none was started, or it has taken another command


def _give(connection: Connection, arguments: Sequence[str]) -> int:
    with connection:
        connection.send((arguments, dict(os.environ), str(Path.cwd())))
        for output in OUTPUTS:
            send_handle(connection, output, None)
        try:
            return int(connection.recv())
        except EOFError:
            print("dbt has ended without a result", file=sys.stderr)
            return FAILED
