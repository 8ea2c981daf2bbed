"""Keep the databases of Dagster's event log open during a run.

Dagster opens and closes a connection for each event. When the last connection closes, SQLite merges
its write-ahead log into the database and waits for the disk. While another connection is open, it
appends to the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def open_databases() -> Iterator[None]:
    """Hold a second connection to each SQLite database that the body opens.

    A crash of the machine can lose the last events of the log, and leaves it whole.
    """
    held: dict[str, sqlite3.Connection] = {}

    def hold(connection: Any, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
        path = connection.execute("pragma database_list").fetchone()[2]
        if not path or connection.execute("pragma journal_mode").fetchone()[0] != "wal":
            return
        connection.execute("pragma synchronous = normal")
        if path not in held:
            second = stack.enter_context(closing(sqlite3.connect(path, check_same_thread=False)))
            held[path] = second
            second.execute("select count(*) from sqlite_master").fetchone()

    with ExitStack() as stack:
        event.listen(Engine, "connect", hold)
        stack.callback(event.remove, Engine, "connect", hold)
        yield
