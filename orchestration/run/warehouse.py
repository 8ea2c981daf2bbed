"""The warehouse file as a Dagster resource: locked for a whole run, and opened read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Self

import dagster as dg
import duckdb
from dagster_duckdb import DuckDBResource
from filelock import FileLock, Timeout

from ingestion.landing.memory import memory_limit
from orchestration.run.home import is_whole
from orchestration.run.settings import RUN_LOCK
from orchestration.run.tags import begin

PAUSE = 1.0  # second until an open file is tried again
# The resource that every step requires, because it holds the lock of the run.
LOCK = "warehouse"


@contextmanager
def warehouse_lock(folder: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Lock all warehouses of a folder. One run has the lock; others wait, and report that they do.

    The operating system frees the lock when a process is killed. The process that has it may take
    it again.
    """
    lock = FileLock(folder / RUN_LOCK, thread_local=False, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report(f"Another run is in progress. Waiting for {lock.lock_file}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def await_closed(path: Path, report: Callable[[str], None]) -> None:
    """Wait until no other program has a warehouse open, such as dbt of a run that was killed."""
    reported = ""
    while holder := _holder(path):
        if holder != reported:
            report(f"Another program has the warehouse open. Waiting until it ends: {holder}")
        reported = holder
        sleep(PAUSE)


def _holder(path: Path) -> str:
    """Return DuckDB's words on the program that has a file open; empty if none has."""
    if path.exists():
        try:
            duckdb.connect(path).close()
        except duckdb.Error as error:
            if "Conflicting lock" in str(error):
                return str(error).partition(" See also")[0]
    return ""


def move_damaged(path: Path, report: Callable[[str], None]) -> None:
    """Move a warehouse away that is not whole, because a run builds it again."""
    if path.exists() and not is_whole(path):
        away = path.replace(path.with_suffix(".damaged"))
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        report(f"The warehouse was damaged. A run builds it again; the old file is now {away}")


class Warehouse(DuckDBResource):
    """Dagster's DuckDB resource, locked for a whole run and set up once by its only process.

    With a lock for each step, another run could replace tables between the checks and the
    publication.
    """

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        """Hold the lock from the first step of a run to its end."""
        report = (context.log or dg.get_dagster_logger()).warning
        if context.instance and context.run:
            begin(context.instance, context.run)
        with warehouse_lock(Path(self.database).parent, report):
            await_closed(Path(self.database), report)
            move_damaged(Path(self.database), report)
            yield self


def warehouse_resource(path: Path) -> Warehouse:
    """Return the resource of a warehouse file, which opens it read-only."""
    settings = {
        "access_mode": "READ_ONLY",
        "memory_limit": memory_limit(),
        "temp_directory": f"{path}.tmp",
        # Some views read raw files of the same collection.
        "file_search_path": str(path.parents[1] / "raw" / path.stem),
    }
    return Warehouse(database=str(path), connection_config=settings)
