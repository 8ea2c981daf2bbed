"""Keep the databases of Dagster's event log open.

Dagster opens and closes a connection for each event. When the last connection closes, SQLite merges
its write-ahead log into the database and waits for the disk. While another connection is open, it
appends to the log.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event

_second: dict[str, sqlite3.Connection] = {}


def keep_databases_open() -> None:
    """Hold a second connection to each SQLite database with a log that this process opens.

    A crash of the machine can lose the last events, and leaves the databases whole.
    """
    if not event.contains(Engine, "connect", _hold):
        event.listen(Engine, "connect", _hold)


def _hold(connection: Any, _record: object) -> None:  # noqa: ANN401 - of SQLAlchemy
    path = connection.execute("pragma database_list").fetchone()[2]
    if not path or connection.execute("pragma journal_mode").fetchone()[0] != "wal":
        return
    connection.execute("pragma synchronous = normal")
    if path not in _second:
        _second[path] = sqlite3.connect(path, check_same_thread=False)
        _second[path].execute("select count(*) from sqlite_master").fetchone()
