"""Access to the warehouse file: a lock for all users, and a read-only connection for assets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dagster_duckdb import DuckDBResource
from filelock import FileLock

from ingestion.landing.memory import memory_limit


def warehouse_lock(path: Path) -> FileLock:
    """Return the lock on all warehouses of a folder. One step has it, and others wait.

    The operating system frees it when a process is killed. Dagster's pools keep the slot of a
    killed process, and the next run waits without end.
    """
    return FileLock(path.parent / "warehouse.lock")


class Warehouse(DuckDBResource):
    """Dagster's DuckDB resource, opened read-only and closed also when the body raises.

    Dagster's own resource closes without ``finally``, so an exception leaves the file open.
    """

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse read-only, with the lock."""
        with warehouse_lock(Path(self.database)):
            connection = duckdb.connect(self.database, config=dict(self.connection_config))
            try:
                yield connection
            finally:
                connection.close()


def warehouse_resource(path: Path) -> Warehouse:
    """Return the resource of a warehouse file."""
    # DuckDB refuses a second connection of a process to a file if its settings differ.
    config = {
        "access_mode": "READ_ONLY",
        "memory_limit": memory_limit(),
        "temp_directory": f"{path}.tmp",
    }
    return Warehouse(database=str(path), connection_config=config)
