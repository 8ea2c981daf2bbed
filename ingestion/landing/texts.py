"""The texts of a source's works, made once, when a snapshot lands, because they take long.

They lie next to the table of the snapshot. A snapshot of an older release gets its texts before the
next refresh or build.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.landing.schema import Source, literal

FILE = "texts.parquet"
# DuckDB keeps a row group in memory until it is full, and a work can be tens of kilobytes.
ROW_GROUP = 16_384


def write_texts(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Path, name: str = FILE
) -> Path | None:
    """Write the texts of a table next to it; None if the source declares none."""
    if not source.texts:
        return None
    target = table.with_name(name)
    query = source.texts.format(table=f"read_parquet({literal(table)})")
    connection.execute(
        f"copy ({query}) to {literal(target)}"
        f" (format parquet, compression zstd, compression_level 1, row_group_size {ROW_GROUP})"
    )
    return target


def complete_texts(connection: duckdb.DuckDBPyConnection, raw: Path, source: Source) -> None:
    """Write the texts of each stored snapshot that has none."""
    for table in sorted((raw / source.name).glob(f"[!._]*/{source.table}.parquet")):
        if not table.with_name(FILE).exists():
            new = write_texts(connection, source, table, f".{FILE}.new")
            if new is not None:
                new.replace(table.with_name(FILE))
