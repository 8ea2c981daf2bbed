"""Dagster's instance for a run of the command line, with all that is private to Dagster.

Its event log is in SQLite, on connections that stay open. For each event, Dagster's own class makes
an engine, which compiles its statements anew, and closes the database, which then merges its
write-ahead log and waits for the disk.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Self

import dagster as dg
import sqlalchemy
from dagster._core.instance.ref import InstanceRef
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.storage.event_log import SqliteEventLogStorage


def instance_for(job: str) -> dg.DagsterInstance:
    """Return the instance of DAGSTER_HOME, whose next run names its code location.

    The timeline of the UI shows no other run. The storage is not named in ``dagster.yaml``, which
    a later release must be able to read; all other programs use Dagster's own on the same files.
    """
    home = os.environ["DAGSTER_HOME"]
    folder = {"base_dir": str(Path(home, "history", "runs"))}
    event_log = {"module": __name__, "class": EventLog.__name__, "config": folder}
    has_own = "storage:" in Path(home, "dagster.yaml").read_text("utf-8")
    ref = InstanceRef.from_dir(home, overrides={} if has_own else {"event_log_storage": event_log})
    instance = dg.DagsterInstance.from_ref(ref)
    location = RegisteredCodeLocationOrigin("compute-divide")
    origin = RemoteRepositoryOrigin(location, "__repository__").get_job_origin(job)
    create = partial(instance.create_run_for_job, remote_job_origin=origin)
    instance.create_run_for_job = create  # type: ignore[method-assign]
    return instance


class EventLog(SqliteEventLogStorage):
    """Dagster's own tables, in its own files.

    A crash of the machine can lose the last events, and leaves the databases whole.
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:  # noqa: ANN401 - Dagster's
        self.engines: dict[str, sqlalchemy.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> Self:  # noqa: ANN401
        """Make the event log of an installation."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> Any:  # noqa: ANN401 - Dagster's
        """Begin a transaction in the database of a run."""
        run = run_id or ""
        if run not in self.engines:
            with super().run_connection(run):  # makes its tables
                self.engines[run] = _engine(self.conn_string_for_shard(run))
        return self.engines[run].begin()

    def index_connection(self) -> Any:  # noqa: ANN401 - Dagster's
        """Begin a transaction in the database of all runs."""
        return self.run_connection("index")

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Store an event, and touch the file that the web server watches."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))


def _engine(address: str) -> sqlalchemy.Engine:
    """Return the engine of a database, which waits a minute for other writers."""
    database = sqlalchemy.create_engine(address, connect_args={"timeout": 60})
    pragma = "pragma synchronous = normal"
    sqlalchemy.event.listen(database, "connect", lambda connection, _: connection.execute(pragma))
    return database
