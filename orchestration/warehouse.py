"""Access to the warehouse file: a lock for a whole run, and a read-only connection for assets."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import dagster as dg
import duckdb
from dagster_duckdb import DuckDBResource
from filelock import FileLock, Timeout

from ingestion.landing.disk import replace_text
from ingestion.landing.memory import memory_limit
from orchestration.run_launcher import alive

REPORT_SECONDS = 30.0
DAMAGES = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.FatalException,
    duckdb.InternalException,
)
IS_HELD = "Could not set lock"
NOT_DAMAGED = (IS_HELD, "Cannot open file")
# The key of the resource, which every step requires because it holds the lock of the run.
LOCK = "warehouse"
HOLDER = "warehouse.holder.json"
# DuckDB gives this suffix to the folder into which it spills.
SPILLED = ".tmp"


def _warn(line: str) -> None:
    dg.get_dagster_logger().warning(line)


@contextmanager
def warehouse_lock(path: Path, report: Callable[[str], None] = _warn) -> Iterator[None]:
    """Lock all warehouses of a folder. One run has the lock, and others wait and report it.

    The operating system frees it when a process is killed. Dagster's pools keep the slot of a
    killed process, and the next run waits without end.
    """
    lock = FileLock(path.parent / "warehouse.lock")
    holder = path.parent / HOLDER
    _acquire(lock, holder, report)
    try:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        replace_text(holder, json.dumps({"pid": os.getpid(), "since": now}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, holder: Path, report: Callable[[str], None]) -> None:
    patience = 0.0
    while True:
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            report(f"Waiting for the warehouse, which is locked by {_holder(holder)}")
            patience = REPORT_SECONDS
        else:
            return


def _holder(path: Path) -> str:
    """Describe the process that has the lock, as its own file states it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['pid']} since {found['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def remove_if_damaged(path: Path, report: Callable[[str], None]) -> None:
    """Delete a warehouse that cannot be opened or has lost its end: dbt builds a new one.

    The lock of the run must be held. Raises DuckDB's error if the file cannot be opened, as when
    another program holds it.
    """
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path), config=read_only(path)) as connection:
            ((needed,),) = connection.execute(
                "select block_size * total_blocks from pragma_database_size()"
            ).fetchall()
        damage = "its end is missing" if path.stat().st_size < needed else ""
    except DAMAGES as error:
        if any(text in str(error) for text in NOT_DAMAGED):
            raise
        damage = str(error).splitlines()[0]
    if damage:
        report(f"{path} is damaged ({damage}): every table is built again")
        path.unlink()
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def holder_of(path: Path) -> str:
    """Return what DuckDB says about another program that has the file open; empty if none has.

    dbt would wait for such a program for minutes, in silence.
    """
    try:
        if path.exists():
            duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        # DuckDB's advice to read only does not help a run.
        first = str(error).splitlines()[0].partition(". However")[0]
        return first if IS_HELD in str(error) else ""
    return ""


class Warehouse(DuckDBResource):
    """Dagster's DuckDB resource, with a lock for the whole run, and opened read-only.

    Steps run in one process, which sets a resource up before the first step and ends it after the
    last one. Every step requires this one. With a lock for each step, another run could replace
    tables between the checks and the publication.
    """

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """Hold the lock from the first step of a run to its end."""
        report = (context.log or dg.get_dagster_logger()).warning
        with contextlib.ExitStack() as stack:
            # A run that waits for the warehouse is alive, too.
            if context.instance is not None and context.run is not None:
                stack.enter_context(alive(context.instance, context.run.run_id))
            stack.enter_context(warehouse_lock(Path(self.database), report))
            yield self

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse read-only. Dagster's own resource does not close after an error."""
        connection = duckdb.connect(self.database, config=dict(self.connection_config))
        try:
            yield connection
        finally:
            connection.close()


def read_only(path: Path) -> dict[str, str | bool | int | float | list[str]]:
    """Return the settings of every read-only connection to a warehouse file.

    DuckDB refuses a second connection of a process to a file if its settings differ.
    """
    return {
        "access_mode": "READ_ONLY",
        "memory_limit": memory_limit(),
        "temp_directory": f"{path}{SPILLED}",
    }


def warehouse_resource(path: Path) -> Warehouse:
    """Return the resource of a warehouse file."""
    return Warehouse(database=str(path), connection_config=read_only(path))
