"""The texts of a source's works, which are built once per snapshot, because that takes long.

The texts are stored next to the table of the snapshot, and can be rebuilt from it. A run rebuilds
them if they are missing, if they were altered, or if an older version of the code built them with
another query.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from ingestion.landing.marks import Mark, mark_of, read_marks, write_marks
from ingestion.landing.schema import Source, literal, stored_tables

FILE = "texts.parquet"
MADE = ".{}.texts.json"
# DuckDB keeps a row group in memory until it is full, and a work can be tens of kilobytes.
ROW_GROUP = 16_384
# Number of files that are written at the same time. They share the memory of one DuckDB.
THREADS = 2


def complete_texts(connection: duckdb.DuckDBPyConnection, raw: Path, source: Source) -> None:
    """Write the texts of each stored snapshot whose texts are missing, altered or outdated."""
    if not source.texts:
        return
    record = raw / MADE.format(source.name)
    tables = stored_tables(raw, source)
    before = read_marks(record)
    missing = [table for table in tables if before.get(table.parent.name) != _mark(table, source)]

    def write(table: Path) -> None:
        new = table.with_name(f".{FILE}.new")
        with connection.cursor() as cursor:
            write_texts(cursor, source, table, new)
        new.replace(table.with_name(FILE))

    with ThreadPoolExecutor(THREADS) as executor:
        list(executor.map(write, missing))
    now = {table.parent.name: _mark(table, source) for table in tables}
    write_marks(record, before, now)


def write_texts(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Path, target: Path
) -> None:
    """Write the texts of one table of a source that has texts."""
    query = source.texts.format(table=f"read_parquet({literal(table)})")
    connection.execute(
        f"copy ({query}) to {literal(target)}"
        f" (format parquet, compression zstd, compression_level 1, row_group_size {ROW_GROUP})"
    )


def _mark(table: Path, source: Source) -> Mark:
    """Return the mark of the texts of a table, with the query that built them."""
    return mark_of(table.with_name(FILE), hashlib.sha256(source.texts.encode()).hexdigest())
