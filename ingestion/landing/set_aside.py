"""Set aside rows that break a rule: they stay stored, and no table counts them.

The Parquet table of a snapshot keeps these rows. A table next to the snapshots of a source lists
the rows that its readers or its rules reject. It is rebuilt if a snapshot or a rule changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingestion.errors import IngestionError
from ingestion.landing.schema import Source, literal, parquet, table_path
from ingestion.landing.values import findings

FOLDER = "_set_aside"
UNREADABLE = "unreadable.parquet"
KEYS = "snapshot_id, vintage, part, source_row"
MAX_VALUE = 120


def check_rows(
    connection: duckdb.DuckDBPyConnection, source: Source, file: str, rows: int, table: Path
) -> None:
    """Raise IngestionError if a new table has no good row, or too many rows that break a rule.

    A single bad row never stops a file with a good row, because its share of a short file is large.
    """
    if rows == 0:
        raise IngestionError(file, "the file has no rows")
    first = connection.execute(
        f"with broken as ({_broken(source, [table])})"
        " select part, source_row, rule, column_name, value,"
        " (select count(distinct (part, source_row)) from broken),"
        f" (select count(distinct part) from {parquet([table])})"
        " from broken order by part, source_row, rule limit 1"
    ).fetchone()
    if first is None:
        return
    part, row, rule, column, value, bad, parts = first
    if bad == rows or bad > max(1, source.max_set_aside * rows):
        advice = (
            f"{bad:,} of {rows:,} rows break a rule, and at most {source.max_set_aside * 100:g}%"
            f" may: correct the file, or raise max_set_aside in the declaration of {source.name}"
        )
        name = f"{file}:{part}" if parts > 1 else file
        raise IngestionError(name, f"{rule}; found {value}; {advice}", column=column, row=row)


def update_set_aside(connection: duckdb.DuckDBPyConnection, raw: Path, source: Source) -> Path:
    """Return the table of all rows of a source that are set aside; rebuild it if it is outdated."""
    tables = sorted((raw / source.name).glob(f"[!._]*/{source.table}.parquet"))
    names = [path.parent.name for path in tables]
    key = hashlib.sha256("\n".join([repr(source.row_rules), *names]).encode()).hexdigest()
    target = raw / source.name / FOLDER / f"{key[:16]}.parquet"
    if not _is_readable(connection, target):
        # Tables of an older release may all lack a column of a rule. The empty table has it.
        broken = _broken(source, [table_path(raw, source), *tables])
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_suffix(".new")
        connection.execute(f"copy ({broken} order by all) to {literal(new)} (format parquet)")
        # Readers accept every table in the folder, so the former table is removed first.
        for former in target.parent.glob("*.parquet"):
            former.unlink()
        new.replace(target)
    return target


def _is_readable(connection: duckdb.DuckDBPyConnection, table: Path) -> bool:
    try:
        connection.execute(f"select {KEYS}, rule from {parquet([table])}").fetchall()
    except duckdb.Error:
        return False
    return True


def _broken(source: Source, tables: Sequence[Path]) -> str:
    """Return a query for the rows that break a rule, one row for each broken rule."""
    readable, queries = f"select * from {parquet(tables)}", list[str]()
    unreadable = [path for table in tables if (path := table.with_name(UNREADABLE)).exists()]
    if unreadable:
        scan = parquet(unreadable)
        queries.append(f"select {KEYS}, rule, column_name, value from {scan}")
        # An unreadable value is null in the table, so it would break further rules.
        readable += f" as t anti join {scan} as u using (snapshot_id, part, source_row)"
    queries.append(f"select {KEYS}, {findings(source.row_rules)} from ({readable})")
    return (
        f"select {KEYS}, rule, column_name, left(value, {MAX_VALUE}) as value"
        f" from ({' union all by name '.join(queries)})"
    )
