"""Checkpoints of Great Expectations: a file context in the home, and Data Docs of the last results.

DuckDB writes the rows of each suite as CSV, because Great Expectations does not read DuckDB.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.datasource.fluent import PandasDatasource
from great_expectations.datasource.fluent.pandas_datasource import CSVAsset

from ingestion.landing.schema import literal
from orchestration.expectations.rules import name_of

ROWS_SHOWN = 5
FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": ROWS_SHOWN}
# Text such as "NA" is no missing value, and an empty cell is one.
CSV = {"keep_default_na": False, "na_values": "", "low_memory": False}
ALL = "all rows"
LAST = "marts"
# Where a context has its results, and their pages.
DATA_DOCS = "uncommitted/data_docs/local_site"
RESULTS = ("uncommitted/validations", f"{DATA_DOCS}/validations")


class ExpectationError(RuntimeError):
    """An expectation that raised an error. The data may be right or wrong."""


def validate(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    checkpoint: str,
    suites: Sequence[gx.ExpectationSuite],
    rows: str,
) -> Iterator[tuple[gx.ExpectationSuite, Any, str]]:
    """Run a checkpoint of suites on ``rows``, which is SQL, or else on the table that each names.

    ``folder`` has the context. Yields each suite with the result of each expectation and what was
    observed, which has the first rows that break it. Raises ExpectationError if one has an error.
    """
    if not suites:
        return
    context = gx.get_context(context_root_dir=folder, mode="file")
    context.variables.progress_bars = {"globally": False}
    frames = folder / "rows" / checkpoint
    frames.mkdir(parents=True, exist_ok=True)
    # A stored checkpoint of other suites would name rows that are gone.
    (folder / "checkpoints" / f"{checkpoint}.json").unlink(missing_ok=True)
    # In one piece: for each asset that it adds, a source writes the configuration anew.
    assets = [
        CSVAsset(
            name=suite.name,
            filepath_or_buffer=frames / f"{suite.name}.csv",
            batch_definitions=[BatchDefinition(name=ALL)],
            **CSV,
        )
        for suite in suites
    ]
    source = context.data_sources.add_or_update_pandas(
        datasource=PandasDatasource(name=checkpoint, assets=assets)
    )
    definitions = []
    for suite in suites:
        query = suite.meta["query"].format(table=rows or suite.name)
        file = literal(frames / f"{suite.name}.csv")
        connection.execute(f"copy ({query}) to {file} (header)")
        for results in RESULTS:  # Dagster has the history
            shutil.rmtree(folder.joinpath(results, *suite.name.split(".")), ignore_errors=True)
        definition = gx.ValidationDefinition(
            name=suite.name,
            data=source.get_asset(suite.name).get_batch_definition(ALL),
            suite=context.suites.add_or_update(suite),
        )
        definitions.append(context.validation_definitions.add_or_update(definition))
    rule = gx.Checkpoint(name=checkpoint, validation_definitions=definitions, result_format=FORMAT)
    done = context.checkpoints.add_or_update(rule).run()
    by_name = {report.suite_name: report for report in done.run_results.values()}
    worst = [report.get_max_severity_failure() for report in by_name.values()]
    # An action of each checkpoint would write the pages of all others again.
    if checkpoint == LAST or "critical" in worst:  # the run ends
        context.build_data_docs()
    for suite in suites:
        for result in by_name[suite.name].results:
            yield suite, result, _observed(result, frames / f"{suite.name}.csv")


def _observed(result: Any, frame: Path) -> str:  # noqa: ANN401 - GX has no types
    measured = result.result
    if "observed_value" in measured:
        return str(measured["observed_value"])
    if "element_count" not in measured:
        name = name_of(result.expectation_config)
        raise ExpectationError(f"{name} raised an error: {result.exception_info}")
    text = f"{measured['unexpected_count']} of {measured['element_count']} rows"
    shown = measured.get("partial_unexpected_index_list") or []
    if not shown:
        return text
    cells = pd.read_csv(frame, dtype=str, keep_default_na=False).iloc[shown].to_dict("records")
    texts = (", ".join(f"{name} = {value}" for name, value in row.items()) for row in cells)
    return "; ".join([text, *texts])
