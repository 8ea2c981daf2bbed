"""Lists of papers in one plain format: the embedded record, and any list that a user has."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.papers import COLUMNS, RULES
from ingestion.landing.schema import Part, Source


def read(connection: duckdb.DuckDBPyConnection, path: Path, file: str, scratch: Path) -> list[Part]:
    """Read one list. Its name is free."""
    return [read_csv_part(connection, path, file, "papers", COLUMNS, scratch)]


SOURCE = Source(
    name="lists",
    table="papers",
    publisher="Your own list",
    homepage="",
    licence="none declared",
    citation="A list of papers of the operator.",
    refresh_days=365,
    globs=("lists/*.csv", "lists/*.csv.gz"),
    columns=COLUMNS,
    read=read,
    max_set_aside=0.02,
    rules=RULES,
)
