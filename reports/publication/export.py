"""Data to download: CSV (safe in spreadsheets), Parquet, JSON and one DuckDB file."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dbt_project.functions.formulas import FORMULA
from reports.marts.metric_query import SCHEMA
from reports.marts.reader import sql_value

DATABASE = "compute_divide.duckdb"
ATTACHED = "compute_divide"
# DuckDB gives every new file a random identifier. A copy of this empty file has the same bytes each
# time. The storage version of the file is DUCKDB_VERSION, so that older versions of DuckDB can read
# it. Its blocks have 64 KiB, because most tables are small: the file is a third smaller.
DUCKDB_VERSION = "1.4"
EMPTY = Path(__file__).with_name("empty.duckdb")
METRICS = "metrics"
# The newest rows of the metrics are a view in the DuckDB file and a packed CSV. The Parquet
# file of all metrics has them too.
NEWEST, NEWEST_CSV = "metrics_latest", Path("metrics.csv.gz")
# A table with more rows has no CSV.
LARGEST_CSV = 1_000
# Only published.json states when files were fetched. All other files depend on the inputs alone.
TIME_COLUMN = "retrieved_at"
# The order of rows in large tables, whose other columns would make sorting slow.
ORDERS = {
    METRICS: "metric, definition, source, vintage, period_start, period, team_class, sector, topic,"
    " country, region, venue, counting, unit",
    "papers": "paper_id",
}


@dataclass(frozen=True)
class Column:
    """A column of a mart; the description may be empty."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A published mart; paths are relative to the folder. One of them may be None."""

    name: str
    description: str
    columns: Sequence[Column]
    rows: int
    csv: Path | None
    parquet: Path | None

    @property
    def files(self) -> list[tuple[str, Path]]:
        """The kinds of its files, and their paths."""
        kinds = (("CSV", self.csv), ("Parquet", self.parquet))
        return [(kind, path) for kind, path in kinds if path]


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - any JSON
    """Write content as ASCII JSON; dates and times become ISO text."""
    text = json.dumps(content, indent=1, ensure_ascii=True, default=methodcaller("isoformat"))
    path.write_text(f"{text}\n", encoding="utf-8")


def identifier(name: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query as CSV with a header.

    Text that begins with ``= + - @`` or a line control gets a leading apostrophe. Numbers and
    dates stay as they are. All text is quoted, because DuckDB guesses from the first rows whether
    cells are quoted.
    """
    columns = connection.execute(f"describe {query}").fetchall()
    cells = ", ".join(_cell(name, kind) for name, kind, *_ in columns)
    texts = ", ".join(identifier(name) for name, kind, *_ in columns if kind.startswith("VARCHAR"))
    quoted = f", force_quote ({texts})" if texts else ""
    connection.execute(
        f"copy (select {cells} from ({query})) to {sql_value(str(path))} (header{quoted})"
    )


def _cell(name: str, kind: str) -> str:
    column = identifier(name)
    if kind in ("VARCHAR", "VARCHAR[]"):
        text = column if kind == "VARCHAR" else f"array_to_string({column}, ';')"
        guard = f"regexp_matches({text}, {sql_value(FORMULA)})"
        return f"case when {guard} then '''' || {text} else {text} end as {column}"
    # A data frame stores dates as timestamps. No column here has a time of day.
    return f"cast({column} as date) as {column}" if kind.startswith("TIMESTAMP") else column


def write_parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query as Parquet."""
    how = "format parquet, compression zstd, compression_level 9"
    connection.execute(f"copy ({query}) to {sql_value(str(path))} ({how})")


def write_frame(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, path: Path) -> None:
    """Write the rows of a figure as CSV."""
    connection.register("drawn_rows", rows)
    try:
        write_csv(connection, "from drawn_rows", path)
    finally:
        connection.unregister("drawn_rows")


def write_database(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Table]:
    """Copy every mart into one DuckDB file, with descriptions and in a fixed order of rows."""
    path = folder / DATABASE
    shutil.copyfile(EMPTY, path)
    with _attached(connection, path, "read_write"):
        # Each transaction writes to the disk, and a comment on a column would be one.
        connection.begin()
        connection.execute(f"create schema {ATTACHED}.{SCHEMA}")
        tables = [_copy_table(connection, name) for name in mart_names(connection)]
        connection.commit()
    return tables


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path, mode: str) -> Iterator[None]:
    connection.execute(f"attach {sql_value(str(path))} as {ATTACHED} ({mode})")
    try:
        yield
    finally:
        connection.execute(f"detach {ATTACHED}")


def _copy_table(connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    description, columns = _description(connection, name), _columns(connection, name)
    target = f"{ATTACHED}.{SCHEMA}.{identifier(name)}"
    names = ", ".join(identifier(column.name) for column in columns)
    kind = "view" if name == NEWEST else "table"
    # Without an order, threads write the rows of equal marts in different orders.
    source = f"{SCHEMA}.{identifier(name)} order by {ORDERS.get(name, 'all')}"
    rows = f"{SCHEMA}.{METRICS} where is_latest" if name == NEWEST else source
    connection.execute(f"create {kind} {target} as select {names} from {rows}")
    if description:
        connection.execute(f"comment on {kind} {target} is {sql_value(description)}")
    for column in columns:
        if column.description:
            name_in_target = f"{target}.{identifier(column.name)}"
            connection.execute(
                f"comment on column {name_in_target} is {sql_value(column.description)}"
            )
    count = int(connection.execute(f"select count(*) from {target}").fetchall()[0][0])
    path = Path("" if name == METRICS else "data", name)
    csv = path.with_suffix(".csv") if count <= LARGEST_CSV and name != METRICS else None
    files = (NEWEST_CSV, None) if name == NEWEST else (csv, path.with_suffix(".parquet"))
    return Table(name, description, columns, count, *files)


def write_files(
    connection: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[Table]
) -> None:
    """Write the tables of the DuckDB file as CSV and Parquet, in the same order of rows."""
    (folder / "data").mkdir()
    with _attached(connection, folder / DATABASE, "read_only"):
        for table in tables:
            query = f"from {ATTACHED}.{SCHEMA}.{identifier(table.name)}"
            if table.csv:
                write_csv(connection, query, folder / table.csv)
            if table.parquet:
                write_parquet(connection, query, folder / table.parquet)


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[Column]:
    query = """
        select column_name, data_type, coalesce(comment, '')
        from duckdb_columns()
        where database_name = current_database() and schema_name = ? and table_name = ?
            and column_name <> ?
        order by column_index
        """
    rows = connection.execute(query, [SCHEMA, name, TIME_COLUMN]).fetchall()
    return [Column(*row) for row in rows]


def _description(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    query = """
        select comment from duckdb_tables()
        where database_name = current_database() and schema_name = $1 and table_name = $2
        union all
        select comment from duckdb_views()
        where database_name = current_database() and schema_name = $1 and view_name = $2
        """
    row = connection.execute(query, [SCHEMA, name]).fetchone()
    return str(row[0] or "") if row else ""


def mart_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """List the names of all marts."""
    query = """
        select table_name from information_schema.tables
        where table_catalog = current_database() and table_schema = ?
        order by table_name
        """
    return [str(name) for (name,) in connection.execute(query, [SCHEMA]).fetchall()]


def sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
