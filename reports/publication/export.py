"""Data to take away: CSV that spreadsheets can't run, Parquet, JSON, and one DuckDB file."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from reports.marts.metric_query import SCHEMA

DATABASE = "compute_divide.duckdb"
ATTACHED = "compute_divide"
# DuckDB gives every file that it makes a random identifier: a copy of this empty one has the same
# bytes each time. Its storage version is 1.4, for readers with an older DuckDB than ours.
EMPTY = Path(__file__).with_name("empty.duckdb")
METRICS = "metrics"
# Marts of a row for each paper, model, vintage or pair of them: their CSV is compressed, with gzip.
COMPRESSED = (
    "metric_history",
    "metrics_as_of",
    "metrics_latest",
    "models",
    "papers",
    "revision_decomposition",
    "topic_teams",
)
# When files were fetched is told in published.json alone: all else depends on the inputs only.
TIMES = ("retrieved_at",)
# A spreadsheet takes a cell that starts so for a formula, and runs it.
FORMULA = r"^[=+\-@\t\r\n]"
METRICS_ORDER = """
    metric, definition, source, vintage, period_start, period, team_class, sector, topic, country,
    venue, counting, unit
"""


@dataclass(frozen=True)
class Column:
    """A column of a mart: its name, DuckDB's type, and what it means (may be empty)."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A mart that was written out; paths are relative to the publication's folder."""

    name: str
    description: str
    columns: Sequence[Column]
    rows: int
    csv: Path
    parquet: Path


def quoted(name: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL, where a statement takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query as CSV with a header, compressed where the name of the file ends so.

    Text that begins with ``= + - @`` or a line control gets a leading apostrophe; numbers and
    dates are written as they are. All text is quoted: a reader that looks at the first rows only
    must see from them that commas can be within.
    """
    described = connection.execute(f"describe {query}").fetchall()
    texts = ", ".join(quoted(name) for name, kind, *_ in described if kind.startswith("VARCHAR"))
    how = f"header, force_quote ({texts})" if texts else "header"
    packed = ", compression gzip" if path.suffix == ".gz" else ""
    _copy(connection, query, path, how + packed, guarded=True)


def _copy(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, how: str, guarded: bool = False
) -> None:
    described = connection.execute(f"describe {query}").fetchall()
    cells = ", ".join(_cell(str(name), str(kind), guarded) for name, kind, *_ in described)
    connection.execute(f"copy (select {cells} from ({query})) to {literal(str(path))} ({how})")


def _cell(name: str, kind: str, guarded: bool) -> str:
    column = quoted(name)
    if guarded and kind == "VARCHAR":
        guard = f"regexp_matches({column}, {literal(FORMULA)})"
        return f"case when {guard} then '''' || {column} else {column} end as {column}"
    if guarded and kind == "VARCHAR[]":
        return f"array_to_string({column}, ';') as {column}"
    # Frames hold dates as points in time; nothing here has a time of day.
    return f"cast({column} as date) as {column}" if kind.startswith("TIMESTAMP") else column


def write_frame(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, path: Path) -> None:
    """Write the rows of a figure as CSV, guarded as ``write_csv`` does, Parquet and JSON.

    ``path`` is that of the CSV; the others stand beside it.
    """
    connection.register("drawn_rows", rows)
    try:
        write_csv(connection, "from drawn_rows", path)
        _copy(connection, "from drawn_rows", path.with_suffix(".parquet"), "format parquet")
        _copy(connection, "from drawn_rows", path.with_suffix(".json"), "format json, array true")
    finally:
        connection.unregister("drawn_rows")


def paths(mart: str) -> tuple[Path, Path]:
    """Where the CSV and the Parquet of a mart stand in the publication's folder."""
    place = Path() if mart == METRICS else Path("data")
    packed = ".gz" if mart in COMPRESSED else ""
    return place / f"{mart}.csv{packed}", place / f"{mart}.parquet"


def write_database(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Table]:
    """Copy every mart into a DuckDB file of its own, with what its columns mean.

    Rows stand in one order there, whatever their order in the warehouse.
    """
    path = folder / DATABASE
    shutil.copyfile(EMPTY, path)
    with _attached(connection, path, "read_write"):
        connection.execute(f"create schema {ATTACHED}.{SCHEMA}")
        return [_copy_table(connection, name) for name in mart_names(connection)]


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path, mode: str) -> Iterator[None]:
    connection.execute(f"attach {literal(str(path))} as {ATTACHED} ({mode})")
    try:
        yield
    finally:
        connection.execute(f"detach {ATTACHED}")


def _copy_table(connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    description, columns = _comment(connection, name), _columns(connection, name)
    target = f"{ATTACHED}.{SCHEMA}.{quoted(name)}"
    connection.execute(f"create table {target} as {_ordered(name, columns)}")
    if description:
        connection.execute(f"comment on table {target} is {literal(description)}")
    for column in columns:
        if column.description:
            at = f"{target}.{quoted(column.name)}"
            connection.execute(f"comment on column {at} is {literal(column.description)}")
    rows = connection.execute(f"select count(*) from {target}").fetchall()[0][0]
    return Table(name, description, columns, int(rows), *paths(name))


def _ordered(name: str, columns: Sequence[Column]) -> str:
    """Read a mart in one order, whatever the order of its rows in the file."""
    names = ", ".join(quoted(column.name) for column in columns)
    order = METRICS_ORDER if name == METRICS else "all"
    return f"select {names} from {SCHEMA}.{quoted(name)} order by {order}"


def write_files(
    connection: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[Table]
) -> None:
    """Write the tables of the DuckDB file as CSV and Parquet, in its order.

    Metrics beside the pages, the others under ``data``.
    """
    (folder / "data").mkdir()
    with _attached(connection, folder / DATABASE, "read_only"):
        for table in tables:
            query = f"from {ATTACHED}.{SCHEMA}.{quoted(table.name)}"
            write_csv(connection, query, folder / table.csv)
            _copy(connection, query, folder / table.parquet, "format parquet, compression zstd")


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[Column]:
    found = connection.execute(
        """
        select column_name, data_type, coalesce(comment, '')
        from duckdb_columns()
        where database_name = current_database() and schema_name = ? and table_name = ?
            and not list_contains(?, column_name)
        order by column_index
        """,
        [SCHEMA, name, list(TIMES)],
    )
    return [Column(*row) for row in found.fetchall()]


def _comment(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    found = connection.execute(
        """
        select comment from duckdb_tables()
        where database_name = current_database() and schema_name = $1 and table_name = $2
        union all
        select comment from duckdb_views()
        where database_name = current_database() and schema_name = $1 and view_name = $2
        """,
        [SCHEMA, name],
    ).fetchall()
    return str(found[0][0]) if found and found[0][0] else ""


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


def sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
