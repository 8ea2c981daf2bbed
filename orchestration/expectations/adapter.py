"""Evaluate suites of Great Expectations inside DuckDB. Errors are not failed expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.expectations.suites import Expectation


class ExpectationError(RuntimeError):
    """An expectation that could not be evaluated. The data may be right or wrong."""


@dataclass(frozen=True)
class Outcome:
    """The result of one expectation. ``observed`` is what Great Expectations measured."""

    name: str
    passed: bool
    severity: str
    observed: str


def validate(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str],
    suite: Mapping[str, Sequence[Expectation]],
) -> dict[tuple[str, str], Outcome]:
    """Evaluate a suite; ``tables`` maps its names to SQL queries. Keyed by (table, check).

    Raises ExpectationError if an expectation cannot be evaluated.
    """
    datasource = _datasource(connection)
    outcomes = {}
    try:
        for table, expectations in suite.items():
            asset = datasource.add_query_asset(name=table, query=tables[table])
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            result = batch.validate(_suite(table, expectations))
            for outcome in _outcomes(table, expectations, result.to_json_dict()):
                outcomes[table, outcome.name] = outcome
    finally:
        _close(datasource.get_execution_engine())
    return outcomes


def _close(engine: Any) -> None:  # noqa: ANN401 - untyped library
    """Return the connection of Great Expectations to its pool, and close the pool."""
    if engine._connection:
        engine._connection.close()
    engine.engine.dispose()


def _datasource(connection: duckdb.DuckDBPyConnection) -> Any:  # noqa: ANN401 - untyped library
    import great_expectations as gx  # imported here: it takes seconds
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    # GX closes a DuckDB connection before it fetches (great_expectations #10738, #11579), and every
    # expectation ends in an IndexError. Keeping it open, as GX does for SQLite, avoids this.
    SqlAlchemyExecutionEngine.get_connection = _kept_connection
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # GX shares our connection: DuckDB refuses a second one with other settings.
    return context.data_sources.add_sql(
        name="duckdb",
        connection_string="duckdb:///:memory:",
        create_temp_table=False,
        kwargs={"creator": lambda: _wrapped(connection)},
    )


def _wrapped(connection: duckdb.DuckDBPyConnection) -> Any:  # noqa: ANN401 - untyped library
    from duckdb_engine import ConnectionWrapper

    return ConnectionWrapper(connection.cursor())


@contextmanager
def _kept_connection(engine: Any) -> Iterator[Any]:  # noqa: ANN401 - untyped library
    if not engine._connection:
        engine._connection = engine.engine.connect()
    yield engine._connection


def _suite(table: str, expectations: Sequence[Expectation]) -> Any:  # noqa: ANN401 - untyped library
    from great_expectations.core import ExpectationSuite

    return ExpectationSuite(
        name=table,
        expectations=[
            {
                "type": expectation.type,
                "kwargs": expectation.kwargs,
                "severity": expectation.severity,
                "meta": {"name": expectation.name},
            }
            for expectation in expectations
        ],
    )


def _outcomes(
    table: str, expectations: Sequence[Expectation], result: Mapping[str, Any]
) -> list[Outcome]:
    """Read a validation result, whose results are not in the order of the suite."""
    found = {one["expectation_config"]["meta"]["name"]: one for one in result["results"]}
    return [_outcome(table, expectation, found[expectation.name]) for expectation in expectations]


def _outcome(table: str, expectation: Expectation, result: Mapping[str, Any]) -> Outcome:
    _raise_on_exception(f"{table}: {expectation.name}", result["exception_info"])
    measured = result["result"]
    observed = measured.get("observed_value", measured.get("unexpected_count", ""))
    return Outcome(expectation.name, result["success"], expectation.severity, str(observed))


def _raise_on_exception(name: str, info: Mapping[str, Any]) -> None:
    """Raise the exception that GX reports as a failed expectation."""
    details = [info] if "raised_exception" in info else list(info.values())
    for detail in details:
        if detail["raised_exception"]:
            raise ExpectationError(f"{name} could not be evaluated: {detail['exception_message']}")
