"""Validate suites of Great Expectations on frames that DuckDB makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import great_expectations as gx

from orchestration.expectations.suites import Expectation, Suite

ROWS_SHOWN = 5


class ExpectationError(RuntimeError):
    """An expectation that raised an error. The data may be right or wrong."""


@dataclass(frozen=True)
class Outcome:
    """The result of one expectation. ``observed`` has the first rows that break it."""

    name: str
    passed: bool
    severity: str
    observed: str


def validate(connection: duckdb.DuckDBPyConnection, suite: Suite, table: str) -> list[Outcome]:
    """Validate the frame of a suite; ``table`` is SQL for its table.

    Raises ExpectationError if an expectation raises an error.
    """
    frame = connection.sql(suite.query.format(table=table)).df()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = context.data_sources.pandas_default.read_dataframe(frame)
    rules = gx.ExpectationSuite(
        name=suite.table,
        expectations=[
            {
                "type": expectation.type,
                "kwargs": expectation.kwargs,
                "severity": expectation.severity,
                "meta": {"name": expectation.name},
            }
            for expectation in suite.expectations
        ],
    )
    result_format = {
        "result_format": "SUMMARY",
        "unexpected_index_column_names": list(frame.columns),
        "partial_unexpected_count": ROWS_SHOWN,
    }
    report = batch.validate(rules, result_format=result_format).to_json_dict()
    # The results are not in the order of the suite.
    results = {rule["expectation_config"]["meta"]["name"]: rule for rule in report["results"]}
    return [_outcome(rule, results[rule.name]) for rule in suite.expectations]


def _outcome(expectation: Expectation, result: Mapping[str, Any]) -> Outcome:
    if "observed_value" not in result["result"] and "element_count" not in result["result"]:
        raise ExpectationError(f"{expectation.name} raised an error: {result['exception_info']}")
    return Outcome(
        expectation.name, result["success"], expectation.severity, _observed(result["result"])
    )


def _observed(measured: Mapping[str, Any]) -> str:
    if "observed_value" in measured:
        return str(measured["observed_value"])
    text = f"{measured['unexpected_count']} of {measured['element_count']} rows"
    rows = measured.get("partial_unexpected_index_list") or []
    texts = (", ".join(f"{name} = {value}" for name, value in row.items()) for row in rows)
    return "; ".join([text, *texts])
