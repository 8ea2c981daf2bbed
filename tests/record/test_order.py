"""Results do not depend on the order of rows: threads read them in another order in every build."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from dbt_project.duckdb_functions import Plugin
from ingestion.landing.schema import literal
from orchestration.run.settings import DBT_PROJECT, RECORD_SOURCES, Settings

# The marts of metrics have their models in them.
ESTIMATES = ("marts/metrics", "models", "papers", "topics")
TABLES = "select table_name, schema_name from duckdb_tables() where database_name = 'record'"
FLOATS = re.compile(
    r"\b(?:avg|stddev\w*|var_\w+|variance|corr|covar\w*|regr_\w+)\((?![^()]* order by )"
)


@pytest.mark.parametrize("folder", ESTIMATES)
def test_estimates_have_the_same_last_digit_with_another_number_of_threads(
    record_home: Path, folder: str
) -> None:
    settings = Settings(record_home, RECORD_SOURCES)
    queries = list(settings.dbt_target.glob(f"*/compiled/*/models/{folder}/*.sql"))
    with duckdb.connect() as connection:
        Plugin("functions", {}).configure_connection(connection)
        connection.execute(f"attach {literal(settings.warehouse)} as record (read_only)")
        connection.execute("set threads = 1")
        connection.execute("set file_search_path = ?", [str(settings.raw)])
        schemas = dict(connection.execute(TABLES).fetchall())
        built = {path: schemas[path.stem] for path in queries if path.stem in schemas}
        assert [path.stem for path in built if differs(connection, path, built[path])] == []
    assert built


def differs(connection: duckdb.DuckDBPyConnection, path: Path, schema: str) -> bool:
    """Return whether the query of a table returns rows that the table has not."""
    table = f"record.{schema}.{path.stem}"
    # A contract puts the columns of a mart in its own order.
    columns = ", ".join(connection.sql(f"from {table} limit 0").columns)
    query = f"select {columns} from ({path.read_text(encoding='utf-8')}) except from {table}"
    return bool(connection.execute(query).fetchall())


def test_linear_algebra_of_the_functions_has_one_thread() -> None:
    threadpool_limits(2)
    with duckdb.connect() as connection:
        Plugin("functions", {}).configure_connection(connection)
    assert {library["num_threads"] for library in threadpool_info()} == {1}


def test_no_average_of_floats_is_in_the_order_of_rows() -> None:
    """A call without ``order by`` and a window have no order."""
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for folder in ("models", "macros")
        for path in (DBT_PROJECT / folder).rglob("*.sql")
    }
    assert not {name: rows for name, text in texts.items() if (rows := FLOATS.findall(text))}
