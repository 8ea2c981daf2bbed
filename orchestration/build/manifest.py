"""dbt in this process, and what it has parsed: once for each state of the code, for all homes."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from orchestration.run.news import code_digest
from orchestration.run.settings import DBT_PROJECT, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PICKLE = "manifest.pickle"
KEPT = 3  # states of the code


def parsed(settings: Settings) -> Path:
    """Return the folder with dbt's manifest of this code: it parses what nobody has parsed.

    The folder lies beside the libraries, or in the home if those are read-only. Raises dbt's
    exception.
    """
    code = (str(DBT_PROJECT), code_digest(DBT_PROJECT.name), sys.version)
    state = "\n".join((*code, version("dbt-core"), version("dbt-duckdb")))
    is_shared = os.access(sys.prefix, os.W_OK)
    parent = Path(sys.prefix, "share") if is_shared else settings.home
    folder = parent / "compute-divide" / hashlib.sha256(state.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):  # programs that start together parse once
        if not (folder / PICKLE).exists():
            _parse(folder)
    return folder


def manifest(settings: Settings) -> Manifest:
    """Return the manifest that dbt's own runner takes. A run changes it, so each needs its own."""
    made: Manifest = pickle.loads((parsed(settings) / PICKLE).read_bytes())  # noqa: S301 - our own
    return made


def _parse(folder: Path) -> None:
    from dbt.cli.main import dbtRunner

    place = str(folder)
    with chdir(DBT_PROJECT):
        command = ["--quiet", "parse", "--target-path", place, "--log-path", place]
        done = dbtRunner().invoke([*command, "--no-partial-parse"])
    if done.exception:
        raise done.exception
    partial = folder / "new"
    partial.write_bytes(pickle.dumps(done.result))
    partial.rename(folder / PICKLE)
    for former in sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(former, ignore_errors=True)


def events_of(parsed: Manifest, command: list[str]) -> Iterator[Any]:
    """Run dbt, and yield its events as they happen. DuckDB's file is closed when the last one is.

    Raises dbt's exception. A thread works, so that somebody can interrupt it.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner, dbtRunnerResult

    heard = SimpleQueue[Any]()

    def work() -> None:
        with chdir(DBT_PROJECT):
            done = dbtRunner(parsed, callbacks=[heard.put]).invoke(command)
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        heard.put(done)

    Thread(target=work, daemon=True).start()
    while not isinstance(event := heard.get(), dbtRunnerResult):
        yield event
    if event.exception:
        raise event.exception
