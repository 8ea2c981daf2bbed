"""Checkpoints of Great Expectations: a file context in the home, and Data Docs of the last results.

A suite reads a data frame that DuckDB has made, because Great Expectations does not read DuckDB.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd

from orchestration.judge.rules import name_of

ROWS_SHOWN = 5
FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": ROWS_SHOWN}
ALL = "all rows"
# Where a context has its results, and their pages.
DATA_DOCS = "uncommitted/data_docs/local_site"
RESULTS = ("uncommitted/validations", f"{DATA_DOCS}/validations")


class ExpectationError(RuntimeError):
    """An expectation that raised an error. The data may be right or wrong."""


def validate(
    folder: Path, suite: gx.ExpectationSuite, frame: pd.DataFrame, is_last: bool = False
) -> Iterator[tuple[Any, str]]:
    """Run the checkpoint of a suite on a frame. ``folder`` has the context.

    Yields the result of each expectation and what was observed, with the first rows that break it.
    Raises ExpectationError if one has an error.
    """
    context = gx.get_context(context_root_dir=folder, mode="file")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_or_update_pandas(suite.name)
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe(ALL)
    for results in RESULTS:  # Dagster has the history
        shutil.rmtree(folder.joinpath(results, *suite.name.split(".")), ignore_errors=True)
    definition = gx.ValidationDefinition(
        name=suite.name, data=batch, suite=context.suites.add_or_update(suite)
    )
    definitions = [context.validation_definitions.add_or_update(definition)]
    rule = gx.Checkpoint(name=suite.name, validation_definitions=definitions, result_format=FORMAT)
    done = context.checkpoints.add_or_update(rule).run(batch_parameters={"dataframe": frame})
    (report,) = done.run_results.values()
    # An action of each checkpoint would write the pages of all others again.
    if is_last or report.get_max_severity_failure() == "critical":  # the run ends
        context.build_data_docs()
    for result in report.results:
        yield result, _observed(result, frame)


def _observed(result: Any, frame: pd.DataFrame) -> str:  # noqa: ANN401 - GX has no types
    measured = result.result
    if "element_count" not in measured:
        name = name_of(result.expectation_config)
        raise ExpectationError(f"{name} raised an error: {result.exception_info}")
    text = f"{measured['unexpected_count']} of {measured['element_count']} rows"
    rows = frame.loc[measured.get("partial_unexpected_index_list") or []].to_dict("records")
    cells = (
        ", ".join(f"{name} = {value}" for name, value in row.items() if pd.notna(value))
        for row in rows
    )
    return "; ".join([text, *cells])
