"""Who may open the warehouse when; assets other than dbt's reach it read-only and close it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dagster_duckdb import DuckDBResource
from filelock import FileLock

# Every connection of one process to a file must be opened alike, or DuckDB refuses it.
READ_ONLY = {"access_mode": "READ_ONLY", "memory_limit": "1GB", "threads": "2"}


def warehouse_lock(path: Path) -> FileLock:
    """The warehouse_lock at the warehouses of a folder: one step of one run has it, others wait.

    The system takes it back from a process that was killed, which Dagster's pools do not: their
    slot stays taken, and the next run waits for it for ever.
    """
    return FileLock(path.parent / "turn.lock")


class Warehouse(DuckDBResource):
    """Dagster's DuckDB resource, opened read-only and closed also when the body raises.

    The resource as shipped closes after its ``yield`` without ``finally``: after an exception the
    file stays locked for as long as the exception lives.
    """

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse read-only, in warehouse_lock."""
        with warehouse_lock(Path(self.database)):
            connection = duckdb.connect(self.database, config=dict(self.connection_config))
            try:
                yield connection
            finally:
                connection.close()


def warehouse_resource(path: Path) -> Warehouse:
    """The resource for a warehouse file."""
    return Warehouse(database=str(path), connection_config=dict(READ_ONLY))
