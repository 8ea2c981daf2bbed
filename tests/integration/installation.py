"""A home in which tests land synthetic files and let dbt build."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.landing.files import discover
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import initialise_source, land
from ingestion.registry import SOURCES
from orchestration.settings import Settings
from tests.builders import NOW, connected, run_dbt


class Installation:
    """A home in which files land and dbt builds the tables that a run would build."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.settings = Settings(folder / "home", str(self.inbox))
        self.settings.dbt_target.mkdir(parents=True)
        self.settings.warehouse.parent.mkdir()
        with connected() as connection:
            for source in SOURCES.values():
                initialise_source(connection, self.settings.raw, source)

    def add(self, name: str, content: str | bytes) -> None:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        source = SOURCES[name.split("/")[0]]
        with connected() as connection:
            for file in discover(self.inbox, source, NOW):
                land(connection, [file], source, self.settings.raw)
            update_set_aside(connection, self.settings.raw, source)

    def build(self) -> None:
        """Build the tables without dbt's tests."""
        done = run_dbt(
            self.settings, "build", "--quiet", "--exclude-resource-type", "test", "unit_test"
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            return connection.execute(sql).fetchall()
