"""Data to take away: CSV that spreadsheets can't run, Parquet, and the marts as one DuckDB file."""

import hashlib
from pathlib import Path

import duckdb
import pandas as pd

from reports.marts import COLUMNS, SCHEMA

DATABASE = "compute_divide"
# A spreadsheet takes a cell that starts so for a formula, and runs it.
FORMULA = r"^[=+\-@\t\r\n]"
METRICS = f"""
    select {COLUMNS}
    from {SCHEMA}.metrics
    order by metric, definition, source, vintage, period_start, period, team_class, sector, topic,
        country, venue, counting, unit
"""


def quoted(name: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL, where a statement takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query as CSV with a header.

    Text that begins with ``= + - @`` or a line control gets a leading apostrophe; numbers and
    dates are written as they are.
    """
    described = connection.execute(f"describe {query}").fetchall()
    columns = ", ".join(_cell(str(name), str(kind)) for name, kind, *_ in described)
    connection.execute(f"copy (select {columns} from ({query})) to {literal(str(path))} (header)")


def _cell(name: str, kind: str) -> str:
    column = quoted(name)
    if kind == "VARCHAR":
        guard = f"regexp_matches({column}, {literal(FORMULA)})"
        return f"case when {guard} then '''' || {column} else {column} end as {column}"
    # Frames hold dates as points in time; nothing here has a time of day.
    return f"cast({column} as date) as {column}" if kind.startswith("TIMESTAMP") else column


def write_frame(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, path: Path) -> None:
    """Write the rows of a figure as CSV, guarded as ``write_csv`` does."""
    connection.register("drawn_rows", rows)
    try:
        write_csv(connection, "from drawn_rows", path)
    finally:
        connection.unregister("drawn_rows")


def write_metrics(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write every row of ``marts.metrics`` as CSV and Parquet, in one order."""
    table, columnar = folder / "metrics.csv", folder / "metrics.parquet"
    write_csv(connection, METRICS, table)
    whole = METRICS.replace("array_to_string(caveats, ';') as caveats", "caveats")
    connection.execute(
        f"copy ({whole}) to {literal(str(columnar))} (format parquet, compression zstd)"
    )
    return [table, columnar]


def write_database(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Copy every mart into a DuckDB file of its own; return the rows of each table."""
    path = folder / f"{DATABASE}.duckdb"
    connection.execute(f"attach {literal(str(path))} as {DATABASE} (read_write)")
    try:
        connection.execute(f"create schema {DATABASE}.{SCHEMA}")
        return {name: _copy(connection, name) for name in mart_names(connection)}
    finally:
        connection.execute(f"detach {DATABASE}")


def mart_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """List the marts by name."""
    found = connection.execute(
        """
        select table_name from information_schema.tables
        where table_catalog = current_database() and table_schema = ?
        order by table_name
        """,
        [SCHEMA],
    )
    return [str(name) for (name,) in found.fetchall()]


def _copy(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    table = f"{SCHEMA}.{quoted(name)}"
    connection.execute(f"create table {DATABASE}.{table} as from {table}")
    return int((connection.execute(f"select count(*) from {table}").fetchone() or (0,))[0])


def sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
