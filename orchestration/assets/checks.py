"""Asset checks of Great Expectations: one checkpoint between a layer and the next."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
import duckdb
import great_expectations as gx

from orchestration.expectations.checkpoints import validate
from orchestration.expectations.rules import name_of
from orchestration.verdict import build_of, tag_build
from orchestration.warehouse import Warehouse

SEVERITIES = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}
NUMBERS = ("observed_value", "element_count", "unexpected_count", "unexpected_percent")


def layer_checks(
    layer: str, suites: Sequence[gx.ExpectationSuite], folder: Path
) -> dg.AssetChecksDefinition:
    """Define the checks of a layer in one step. Raw assets validate their rows while they land."""

    @dg.multi_asset_check(name=f"{layer}_expectations", specs=check_specs(suites), can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        selected = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
        tables = {table for table, _ in selected}
        chosen = [suite for suite in suites if key_of(suite) in tables]
        with warehouse.get_connection() as connection:
            tag_build(context.run, context.instance, build_of(connection))
            for result in check_results(connection, folder, layer, chosen):
                if (result.asset_key, result.check_name) in selected:
                    yield result

    return check


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


def check_results(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    checkpoint: str,
    suites: Sequence[gx.ExpectationSuite],
    rows: str = "",
) -> Iterator[dg.AssetCheckResult]:
    """Validate ``rows``, which is SQL, or else the tables of the suites; yield each result."""
    for suite, result, observed in validate(connection, folder, checkpoint, suites, rows):
        rule, measured = result.expectation_config, result.result
        # The UI plots numbers over the runs.
        numbers = {k: measured[k] for k in NUMBERS if isinstance(measured.get(k), int | float)}
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
