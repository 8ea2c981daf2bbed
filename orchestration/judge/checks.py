"""Asset checks of Great Expectations: those of a layer stand between it and the publication."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx
import pandas as pd

from orchestration.judge import profile
from orchestration.judge.checkpoints import validate
from orchestration.judge.gates import (
    Override,
    Overrides,
    checked_overrides,
    last_publication,
    new_files,
    published_anyway,
    step_of,
    way_out,
)
from orchestration.judge.rules import name_of
from orchestration.judge.suites import LAYERS
from orchestration.judge.verdict import tag_build
from orchestration.run.settings import LIVE_SOURCES, RECORD_SOURCES, Settings
from orchestration.run.warehouse import Warehouse

SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}
NUMBERS = ("element_count", "unexpected_count", "unexpected_percent")


def layer_checks(layer: str, settings: Settings) -> dg.AssetChecksDefinition:
    """Define the checks of a layer in one step. Raw assets validate their rows while they land."""
    specs = check_specs([LAYERS[layer]])

    @dg.multi_asset_check(name=step_of(layer), specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, config: Overrides, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        overrides = checked_overrides(config.overrides)
        with warehouse.get_connection() as connection:
            tag_build(context, connection)
            results = profile_results(connection, settings.gx, layer, accepted_profile(settings))
        selected = {key.name for key in context.selected_asset_check_keys}
        judged = [
            overridden(result, overrides.get(str(result.check_name)))
            for result in results
            if result.check_name in selected
        ]
        yield from judged
        if any(map(stops, judged)):
            context.log.warning(new_files(settings))

    return check


def stops(check: dg.AssetCheckResult) -> bool:
    """Whether a result stops a run."""
    return not check.passed and check.severity == dg.AssetCheckSeverity.ERROR


def accepted_profile(settings: Settings) -> Path | None:
    """Return the profile of the last publication, or else the record's.

    The record has that of its release. A directory has none: its owner may put any files into it.
    Neither has a selection of sources.
    """
    if settings.only:
        return None
    if settings.sources != LIVE_SOURCES:
        return profile.RECORD_PROFILE if settings.sources == RECORD_SOURCES else None
    published = last_publication(settings)
    accepted = published / profile.FILE if published else profile.RECORD_PROFILE
    return accepted if accepted.is_file() else profile.RECORD_PROFILE


def profile_results(
    connection: duckdb.DuckDBPyConnection, folder: Path, layer: str, accepted: Path | None
) -> list[dg.AssetCheckResult]:
    """Judge the measures of a layer beside an accepted profile."""
    frame = profile.compared(connection, layer, accepted)
    return list(_results(folder, LAYERS[layer], frame, is_last=layer == "marts"))


def overridden(result: dg.AssetCheckResult, override: Override | None) -> dg.AssetCheckResult:
    """Return a result that stops the run as a warning if it has an override, and how else."""
    if not stops(result):
        return result
    observed = str(result.metadata["observed"].value)
    more = published_anyway(override.reason, observed) if override else {}
    return dg.AssetCheckResult(
        asset_key=result.asset_key,
        check_name=result.check_name,
        passed=False,
        severity=dg.AssetCheckSeverity.WARN if override else dg.AssetCheckSeverity.ERROR,
        metadata={
            **result.metadata,
            "observed": f"{observed}{way_out(str(result.check_name))}",
            **more,
        },
    )


def key_of(suite: gx.ExpectationSuite) -> dg.AssetKey:
    """Return the asset key of the table of a suite."""
    return dg.AssetKey(suite.name.split(".")[:2])


def check_specs(suites: Sequence[gx.ExpectationSuite]) -> list[dg.AssetCheckSpec]:
    """Return the check of each expectation. Only a critical one blocks what is downstream."""
    return [
        dg.AssetCheckSpec(
            name_of(rule),
            asset=key_of(suite),
            blocking=rule.severity == "critical",
            description=f"{rule.description} ({rule.expectation_type}): {rule.severity.value}.",
        )
        for suite in suites
        for rule in suite.expectations
    ]


def raw_results(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    suites: Sequence[gx.ExpectationSuite],
    rows: str,
) -> Iterator[dg.AssetCheckResult]:
    """Validate ``rows``, which is SQL, by the suites of a raw table; yield each result."""
    for suite in suites:
        query = suite.meta["query"].format(table=rows)
        yield from _results(folder, suite, connection.execute(query).df())


def _results(
    folder: Path, suite: gx.ExpectationSuite, frame: pd.DataFrame, is_last: bool = False
) -> Iterator[dg.AssetCheckResult]:
    for result, observed in validate(folder, suite, frame, is_last):
        rule, measured = result.expectation_config, result.result
        # The UI plots numbers over the runs.
        numbers: dict[str, Any] = {name: measured[name] for name in NUMBERS if name in measured}
        yield dg.AssetCheckResult(
            asset_key=key_of(suite),
            check_name=name_of(rule),
            passed=result.success,
            severity=SEVERITIES[rule.severity],
            metadata={
                "observed": observed,
                "tool": "great_expectations",
                "query": dg.MetadataValue.md(f"```sql\n{suite.meta['query'].strip()}\n```"),
                **numbers,
            },
        )
