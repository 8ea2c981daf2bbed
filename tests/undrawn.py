"""``python -m tests.undrawn``: a complete run that publishes only the database of the marts."""

from __future__ import annotations

from pathlib import Path

import duckdb

import reports.publish
from orchestration import __main__
from reports.publication.export import write_database


def publish_marts(connection: duckdb.DuckDBPyConnection, folder: Path, *_: object) -> list[object]:
    """Write the files that tests read, and the manifest that every publication needs."""
    write_database(connection, folder)
    (folder / "manifest.json").write_text('{"files": {}}', encoding="utf-8")
    return []


if __name__ == "__main__":
    reports.publish.publish = publish_marts  # type: ignore[assignment]
    __main__.main()
